"""Where a member of the staff is: a household of their own centre, and the questions of one page about it."""

from dataclasses import dataclass
from datetime import datetime

from forms.centre_mapping import JOURNEY
from forms.kit.answers import Asked
from forms.kit.journey import Place
from forms.kit.step import StepForm
from forms.questions.situation import forget_guardians_who_are_none, is_applicant, name_of
from locales import Text, lazy
from portal.submissions import drafts, duplicates, registering
from portal.submissions.drafts import WRITTEN_AT, WRITTEN_BY, Draft
from portal.submissions.registering import Centre
from portal.web.call import Call
from portal.web.form import Form
from portal.web.problems import Problem

NOWHERE = "0000"


@dataclass
class Household:
    """A household that is being registered."""

    call: Call
    centre: Centre
    draft: Draft

    def asked(self, place: Place | None = None) -> Asked:
        """The situation, at a place or as a whole."""
        return self.draft.asked(
            self.call.language,
            self.call.today,
            synthetic_numbers=self.call.house.settings.synthetic_numbers,
            person=place.person if place else None,
        )

    @property
    def path(self) -> list[Place]:
        return JOURNEY.path(self.asked())

    def places(self, number: int | None) -> list[Place]:
        """What is asked about one person, or about the household as a whole (None)."""
        of_first = [place for place in self.path if place.step.slug == "start"] if number == 1 else []
        rest = [place for place in self.path if place.number == number and place.step.slug != "start"]
        return of_first + rest

    def form(self, place: Place, typed: Form | None = None) -> StepForm:
        """The questions of a place, with a prefix: several places share a page.

        What the list of the centre knows of the first person stands there until the page is saved.
        """
        stored = place.stored(self.draft.answers)
        if not stored and (place.number or 1) == 1:
            stored = self.draft.answers.household.get("listed", {}).get(place.step.slug, {})
        return place.step.form(typed, stored, self.asked(place), prefix=f"{place.step.slug}-")

    def written(self, place: Place) -> tuple[str, datetime] | None:
        """Who has written what stands here, and when; "" for the resident alone; None before anything is written."""
        stored = place.stored(self.draft.answers)
        if WRITTEN_BY not in stored:
            return None
        return str(stored[WRITTEN_BY]), datetime.fromisoformat(str(stored[WRITTEN_AT]))

    def title(self, place: Place) -> str:
        """The heading of a group of questions."""
        if place.person and place.step.title_of_other and not is_applicant(self.draft.answers, place.person):
            named = {"name": self.name(place.number or 1)}
            return lazy(place.step.title_of_other.message, **named)  # type: ignore[attr-defined]
        return place.step.title

    def name(self, number: int) -> str:
        """As it was answered; before that, as the list of the centre says it."""
        person = self.draft.answers.person(number)
        listed = self.draft.answers.household.get("listed", {}).get("name", {}) if number == 1 else {}
        return (name_of(person) if person else "") or " ".join(listed.values()) or str(Text("Person %(n)s", n=number))

    def fingerprint(self, places: list[Place]) -> str:
        """Changes when somebody else has changed what stands on a page."""
        seals = self.call.house.seals
        return seals.lookup("page", "".join(drafts.fingerprint(seals, self.draft, place) for place in places))[:16]

    def save(self) -> None:
        """Keep the draft, without answers that the others have made void."""
        forget_guardians_who_are_none(self.draft.answers, self.call.today)
        JOURNEY.forget_what_is_not_asked(self.asked())
        complete = JOURNEY.first_open(self.asked()) is None
        registering.save(self.call.connection, self.call.house.seals, self.centre, self.draft, complete=complete)

    def already_there(self) -> bool:
        """Somebody in this household seems to stand in another application that is alive."""
        connection, seals, draft = self.call.connection, self.call.house.seals, self.draft
        if duplicates.exists(connection, seals, draft.answers, draft.id):
            return True
        return duplicates.begun_elsewhere(connection, seals, draft.answers, draft.id)

    def address(self, page: str) -> str:
        return f"centre/{self.draft.id}/{page}"

    def open_page(self) -> str:
        """The page with the first question that is open; the check when none is."""
        place = JOURNEY.first_open(self.asked())
        if place is None:
            return "check"
        first = place.step.slug == "start"
        return f"person/{place.number or 1}" if place.number or first else "together"


def centre_of(call: Call) -> Centre:
    """The centre that this member of the staff works for."""
    unit = call.identity.unit
    return Centre(unit.code, unit.kind, unit.organisation, unit.municipality or NOWHERE)


def household_of(call: Call) -> Household:
    """The household that the address names, if it belongs to one's own centre. Raises Problem 404."""
    centre, id_ = centre_of(call), call.parts["household"]
    writing = call.method == "POST"
    draft = registering.load(call.connection, call.house.seals, centre, id_, to_change=writing)
    if draft is None:
        raise Problem(404)
    return Household(call, centre, draft)
