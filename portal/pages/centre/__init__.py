"""For reception centres and hospitals: the households they register, page by page, with the resident beside them."""
