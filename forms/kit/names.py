"""Recognises one person's name in different alphabets and spellings, so that an application sent twice can be noticed.

Олена Ковальчук, Елена Ковальчук, Olena Kovalchuk and Kovalčuk Olena have one key, compared with other keys only.
"""

import re
import unicodedata
from functools import cache

from forms.kit.text import search_key

# Letters as passports write them: КМУ 55/2010 for Ukrainian, ICAO 9303 for Russian.
_LATIN = str.maketrans(
    dict(zip("абвгґдезиіїйклмнопрстуўфыэ", "abvggdeziiiiklmnoprstuufie", strict=True))
    | {"є": "ie", "ё": "io", "ю": "iu", "я": "ia", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"}
    | {"ь": "", "ъ": "", "'": "", "č": "ch", "ć": "ch", "š": "sh", "ś": "sh", "ž": "zh", "ź": "zh", "ż": "zh"}
    | {"ł": "l", "ø": "o", "æ": "e", "đ": "d", "ŋ": "n", "ŧ": "t", "ı": "i"}
)

# One spelling for each sound, in this order; every pattern looks at a few neighbouring letters only.
_SPELLINGS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        ("tsj|tch|ch|ts|tz|c(?=[eiy])", "č"),
        ("c|q", "k"),
        ("x", "ks"),
        ("gh|g", "h"),
        ("kh", "h"),
        ("zh", "z"),
        ("sch|sh|sj|sz", "s"),
        ("th", "t"),
        ("ph", "f"),
        ("w", "v"),
        ("[iyj]{1,3}(?=[aeu])", ""),
        ("[iyj]{1,3}o", "e"),
        ("[iyj]{1,3}", "i"),
        (r"(.)\1+", r"\1"),
        ("ei$", "i"),
        ("[eo]v(a?)$", r"ev\1"),
    ]
]

# The same given name in Ukrainian and in Russian documents, where the spelling alone does not show it.
_SAME_NAME = """
    олена елена · олексій алексей алексій · олександр александр alexander · олександра александра · володимир владимир
    микола николай · михайло михаил · дмитро дмитрий · євген евгений євгеній · катерина екатерина · ганна анна
    петро пётр · павло павел · пилип филипп · данило даниил даніїл · гаврило гавриил · кирило кирилл · надія надежда
    юхим ефим · хома фома · костянтин константин · лев левко · микита никита нікіта · йосип иосиф йосиф
    федір фёдор федор · яків яков · прокіп прокопий · сидір исидор · антін антон · олесь алесь · омелян емельян
    степан стефан · тимофій тимофей · матвій матвей · артем артём · семен семён · ігнат игнатий · опанас афанасий
"""


def name_key(name: str) -> str:
    """A key that is equal for a name in any order, alphabet and usual spelling; "" where nothing can be heard."""
    words = re.split(r"[^\w']+", search_key(name).replace("ьо", "ё").replace("_", " "))
    return " ".join(sorted(_same_names().get(key, key) for word in words if (key := sound(word))))


def sound(word: str) -> str:
    """One word as letters that are equal for its usual spellings; alphabets other than Latin and Cyrillic stay."""
    latin = unicodedata.normalize("NFC", word).translate(_LATIN)
    heard = "".join(char for char in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(char))
    for spelling, replacement in _SPELLINGS:
        heard = spelling.sub(replacement, heard)
    return heard


@cache
def _same_names() -> dict[str, str]:
    groups = [group.split() for line in _SAME_NAME.strip().splitlines() for group in line.split("·")]
    return {sound(name): sound(group[0]) for group in groups for name in group}
