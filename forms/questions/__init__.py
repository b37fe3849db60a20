"""The questions by topic; each is written once and used by every service that asks it."""
