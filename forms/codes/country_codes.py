"""The countries of the world, for citizenship and schooling."""

from babel import Locale

from forms.codes.code_list import Codes
from locales import LANGUAGES

STATELESS = "XX"

# What the locale data holds beside the countries of ISO 3166-1: islands, unions, pseudo-countries for tests. Kosovo
# (XK) has no code in the standard; it stays, because people come from there and would have to call it something else.
_NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}

_STATELESS_LABELS = {
    "uk": "Без громадянства або невідомо",
    "ru": "Без гражданства или неизвестно",
    "en": "Stateless or unknown",
    "nb": "Statsløs eller ukjent",
    "nn": "Statslaus eller ukjend",
}

# Where most of those who were settled in recent years came from. A suggestion only: nothing is chosen beforehand.
_LIKELY = ["UA", "SY", "AF", "ER", "SO", "IR", "SD", "TR", "RU", "BY", "MD", "PL"]

_ALSO_CALLED = {
    "AE": "Emirates · Емірати · Эмираты",
    "BY": "Белоруссия · Hviterussland · Kviterussland · Белорусь",
    "CD": "Kinshasa · DRC · Congo · Kongo · Конго",
    "CG": "Brazzaville · Congo · Kongo · Конго",
    "CI": "Ivory Coast",
    "CZ": "Czech Republic",
    "GB": "England · UK · Great Britain · Англія · Англия · Велика Британія · Великобританія",
    "IR": "Persia · Персія · Персия",
    "KP": "Korea · Корея",
    "KR": "Korea · Корея",
    "MD": "Молдавия · Moldavia · Молдавія · Transnistria · Придністров'я · Приднестровье",
    "MM": "Burma · Бірма · Бирма",
    "NL": "Holland · Голландія · Голландия",
    "PS": "Palestine · Палестина · Palestina · Gaza · Газа · West Bank",
    "RU": "Russian Federation · РФ · Російська Федерація · Российская Федерация · Den russiske føderasjon",
    "SY": "Syrian Arab Republic",
    "TR": "Turkey · Turkiye · Tyrkia",
    "UA": "Крим · Крым · Crimea",
    "US": "America · США · Америка · Amerika",
    STATELESS: "Без громадянства · Без гражданства · Особа без громадянства · Лицо без гражданства · Statslaus",
}


def _countries() -> Codes:
    named = {
        language: {str(code): str(name) for code, name in Locale(language).territories.items()}
        for language in LANGUAGES
    }
    codes = sorted(
        code
        for code in named["en"]
        if len(code) == 2 and code.isalpha() and code.isupper() and code not in _NOT_COUNTRIES
    )
    labels = {code: {language: named[language][code] for language in LANGUAGES} for code in codes}
    # Bokmål calls one of the two Congos just that.
    labels["CD"]["nb"] = labels["CD"]["nn"]
    return Codes(
        labels | {STATELESS: _STATELESS_LABELS},
        spellings=[(code, name) for code, names in _ALSO_CALLED.items() for name in names.split(" · ")],
        likely=_LIKELY,
    )


countries = _countries()
