"""After sending: how the application stands, what was answered, and what has changed since."""
