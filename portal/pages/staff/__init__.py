"""What all who work with settlement have: a first page, their visits; for those in charge, rights and audit."""
