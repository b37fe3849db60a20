"""Lists of codes that an answer can be: municipalities, countries, languages, occupations, levels of education."""

from forms.codes.code_list import CodeList
from forms.codes.country_codes import countries
from forms.codes.education_levels import education
from forms.codes.language_codes import languages
from forms.codes.municipality_codes import municipalities
from forms.codes.occupation_codes import occupations

__all__ = ["CodeList", "countries", "education", "languages", "municipalities", "occupations"]
