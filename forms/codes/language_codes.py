"""The languages people speak and sign, for letters, conversations and interpreters."""

from babel import Locale

from forms.codes.code_list import Codes, labels_of, rows
from locales import LANGUAGES

# Two letters for a family of languages whose speakers need different interpreters: Kurdish is Kurmanji or Sorani,
# Serbo-Croatian is Serbian, Croatian or Bosnian, and Tagalog is Filipino.
_FAMILIES = {"ku", "sh", "tl"}

# Languages without a two-letter code whose names the locale data knows.
_THREE_LETTERS = frozenset(
    ("bal", "byn", "crh", "din", "fil", "gag", "lua", "nus", "pcm", "sma", "smj", "ssy", "syr", "tig", "yue", "zza")
)

_LIKELY = ["uk", "ru", "ar", "ti", "so", "fa", "prs", "ps", "kmr", "ckb", "tr", "pl", "ro", "en"]

_ALSO_CALLED = {
    "ckb": "Sorani · Сорані · Сорани",
    "fa": "Farsi · Фарсі · Фарси · Iranian",
    "fil": "Tagalog · Тагальська · Тагальский",
    "kmr": "Kurmanji · Курманджі · Курманджи",
    "nsl": "Tegnspråk · Teiknspråk · Sign language · Жестова мова · Жестовый язык · Жестовий",
    "prs": "Dari Persian · Afghan · Farsi dari",
    "ps": "Pashto · Pushto · Pashtu · Пушту · Пашто",
    "ro": "Moldovan · Молдовська · Молдавская · Молдавский · Moldovsk",
    "rom": "Roma · Romanes · Циганська · Цыганский · Романі · Ромский",
    "rsl": "Tegnspråk · Teiknspråk · Sign language · Жестова мова · Жестовый язык · Жестовий",
    "ti": "Tigrigna · Tigrinja",
    "uk": "Ukrainian · Українська мова · Украинский язык",
    "ukl": "Tegnspråk · Teiknspråk · Sign language · Жестова мова · Жестовый язык · Жестовий",
}


def _languages() -> Codes:
    named = {
        language: {str(code): str(name) for code, name in Locale(language).languages.items()} for language in LANGUAGES
    }
    known = {code for code in named["en"] if len(code) == 2} - _FAMILIES | _THREE_LETTERS
    labels = {code: {language: named[language][code] for language in LANGUAGES} for code in sorted(known)}
    return Codes(
        labels | labels_of(rows("languages.csv")),
        spellings=[(code, name) for code, names in _ALSO_CALLED.items() for name in names.split(" · ")],
        likely=_LIKELY,
    )


languages = _languages()
