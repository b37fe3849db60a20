"""How the tables came to be as they are, step by step; `python -m portal migrate` takes the steps that are missing."""
