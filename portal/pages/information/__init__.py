"""Information people can trust: pages with sources and dates, in five languages, ready before anybody asks for them."""
