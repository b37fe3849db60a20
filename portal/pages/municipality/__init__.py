"""For municipalities: the households that concern them, what they answer, and what they can receive."""
