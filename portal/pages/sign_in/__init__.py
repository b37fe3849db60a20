"""The door for those who work with settlement."""
