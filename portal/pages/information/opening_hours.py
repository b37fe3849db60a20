"""When those who run the portal can be reached: kept as days and hours, written in the reader's language."""

from babel.dates import get_day_names

from locales import written
from portal.settings import DAYS, OPEN_ON


def in_words(hours: str, language: str) -> str:
    """`mon-fri 09:00-15:00` as `Monday–Friday 09:00–15:00`, in any language; several are parted by commas."""
    names = get_day_names("wide", "format", locale=written(language))

    def named(day: str) -> str:
        return str(names[DAYS.index(day)])

    return ", ".join(
        f"{named(first)}{f'–{named(last)}' if last else ''} {opens}–{closes}"
        for first, last, opens, closes in OPEN_ON.findall(hours)
    )
