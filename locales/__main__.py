"""`python -m locales` brings the catalogues up to date; what is new stands there empty, to be translated."""

from locales.catalogues import update

update()
