"""Every page of the site map as an address that can be opened, and who somebody must be to see it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

from forms.kit.answers import Asked
from forms.kit.journey import Place
from forms.settlement_application import JOURNEY
from portal.pages.information.contents import NUMBERS
from portal.routes import ADDRESSES
from tests.browser.site import sample_household

# The sample households of the demo that between them are asked everything.
MOTHER_OF_TWO, COUPLE, ALONE_AT_16, PROTECTED = 0, 1, 3, 5

NO_PAGE = "no-such-page"
NOT_OPENED = {
    "away": "it leads on to the everyday site at once, and says nothing",
    "offline/list": "no page, but what our own script reads",
    "centre/without-network/kept": "no page, but what our own script reads",
    "figures/{file}": "a file to keep, for machines to read",
    "municipality/settlements/{file}": "a table to fill in, for a spreadsheet",
    "my-case/my-data.json": "a file to keep, for machines to read",
}

# Pages that open only to who has pressed the first button of another page.
FIRST_PRESSED = {"my-case/change/check": "my-case/change"}

# Pages that are there only while something is asked.
ASKED_FIRST = {"my-case/questions"}
# Pages that say something only where there is another adult, and the one that is this adult's.
OF_COUPLES = {"my-case/adults", "my-case/own"}


class Opened(NamedTuple):
    """A page: its address after the language, the sample household whose application is open, and its access."""

    address: str
    household: int = MOTHER_OF_TWO
    access: str = "open"


def every_page() -> Iterator[Opened]:
    """All pages that can be opened, those of the application once for each step."""
    yield Opened(NO_PAGE)
    for address in ADDRESSES:
        if address.get is None or address.path in NOT_OPENED:
            continue
        if address.path in ("apply/{step}", "apply/person/{number:int}/{step}"):
            about_a_person = "number" in address.path
            for household, place in steps():
                if bool(place.number) == about_a_person:
                    filled_in = address.path.replace("{number:int}", str(place.number)).replace(
                        "{step}", place.step.slug
                    )
                    yield Opened(filled_in, household, address.access)
        elif address.path == "information/{slug}":
            yield from (Opened(f"information/{slug}") for slug in NUMBERS)
        elif address.path == "information/{slug}/opinion":
            yield Opened(f"information/{next(iter(NUMBERS))}/opinion")
        else:
            filled_in = address.path.replace("{number:int}", "2").replace("{year:int}", str(datetime.now(UTC).year))
            filled_in = filled_in.replace("{token}", "no-such-link").replace("{page}", "person")
            household = COUPLE if address.path in OF_COUPLES or address.access == "other adult" else MOTHER_OF_TWO
            yield Opened(filled_in, household, address.access)


def steps() -> Iterator[tuple[int, Place]]:
    """Each step of the application once, with a household that is asked it."""
    seen = set()
    for household in (MOTHER_OF_TWO, ALONE_AT_16, PROTECTED):
        asked = Asked(sample_household(household), "en", date(2026, 11, 20))
        for place in JOURNEY.path(asked):
            if id(place.step) not in seen:
                seen.add(id(place.step))
                yield household, place
