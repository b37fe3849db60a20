"""The pages, by who uses them. Each is a plain function from a call to an answer."""
