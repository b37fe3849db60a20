"""What a municipality's own system may read, so that nobody types twice: the same cases by the same rules as pages."""
