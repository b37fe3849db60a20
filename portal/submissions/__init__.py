"""From the first answer to a record that the case system gets: drafts, sending, warnings, and when all of it ends."""
