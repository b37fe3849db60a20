"""For municipalities: the households that concern them, what they answer, and the dates that only they can register."""
