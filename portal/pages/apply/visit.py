"""Where an applicant is: the draft of this visit, and the place on its path that the address names."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from forms.centre_mapping import AFTERWARDS
from forms.kit.answers import Asked
from forms.kit.journey import Journey, Place
from forms.kit.step import StepForm
from forms.questions.situation import forget_guardians_who_are_none, is_applicant, name_of
from forms.settlement_application import JOURNEY
from locales import Text, lazy
from portal.submissions import drafts
from portal.submissions.drafts import Draft
from portal.web.call import Call
from portal.web.form import Form
from portal.web.problems import Problem


@dataclass
class Visit:
    """A call by somebody whose draft is open."""

    call: Call
    draft: Draft

    @property
    def journey(self) -> Journey:
        """What this household is asked: less of one that a centre has registered."""
        return AFTERWARDS if self.draft.answers.said("on-behalf", "how") else JOURNEY

    @property
    def asked(self) -> Asked:
        """The situation as a whole."""
        return self.asked_at(None)

    def asked_at(self, place: Place | None) -> Asked:
        """The situation at a place: about whom, in which language, today."""
        return self.draft.asked(
            self.call.language,
            self.call.today,
            synthetic_numbers=self.call.house.settings.synthetic_numbers,
            person=place.person if place else None,
        )

    def place(self) -> Place:
        """The place the address names, if this household may see it now. Raises Problem 404."""
        number = self.call.parts.get("number")
        found = self.journey.find(self.asked, self.call.parts["step"], number)
        if found is None:
            raise Problem(404)
        return found

    def reached(self, place: Place) -> bool:
        """True when everything before the place is answered: steps come in order, and none is left out."""
        path = self.journey.path(self.asked)
        return all(before.answered(self.draft.answers) for before in path[: path.index(place)]) or place.answered(
            self.draft.answers
        )

    def form(self, place: Place, typed: Form | None = None) -> StepForm:
        """The questions of a place, filled with what was typed, else with what is stored."""
        return place.step.form(typed, place.stored(self.draft.answers), self.asked_at(place))

    def title(self, place: Place) -> str:
        """The heading of a step; about another member it names the person."""
        if place.person and place.step.title_of_other and not is_applicant(self.draft.answers, place.person):
            return lazy(place.step.title_of_other.message, name=self.name(place))  # type: ignore[attr-defined]
        return place.step.title

    def name(self, place: Place) -> str:
        """Whom a place is about; "Person 2" before the name is known."""
        assert place.person is not None
        return name_of(place.person) or str(Text("Person %(n)s", n=place.number))

    @property
    def changing(self) -> bool:
        """True where the draft changes what was sent."""
        return self.draft.amends is not None

    def page(self, template: str, title: str, status: int = 200, **context: Any) -> Response:
        """A page about the draft, which says where it is a change that is being written."""
        return self.call.page(template, title, status, changing=self.changing, **context)

    def save(self) -> None:
        """Keep the draft, without answers that the others have made void."""
        forget_guardians_who_are_none(self.draft.answers, self.call.today)
        self.journey.forget_what_is_not_asked(self.asked)
        drafts.save(self.call.connection, self.call.house.seals, self.draft)

    def go(self, place: Place | None) -> Response:
        """On to a place; at the end of the path, to the check of all answers, or of what has changed."""
        check = "my-case/change/check" if self.changing else "apply/check-answers"
        return self.call.go(path_of(place) if place else check)


def path_of(place: Place) -> str:
    """The address of a place, without the language."""
    return f"apply/person/{place.number}/{place.step.slug}" if place.number else f"apply/{place.step.slug}"


def visit_of(call: Call) -> Visit | None:
    """The visit; None when its draft is gone (sent elsewhere, thrown away, or past its date)."""
    assert call.session is not None and call.session.draft_id is not None
    draft = drafts.load(call.connection, call.house.seals, call.session.draft_id, to_change=call.method == "POST")
    return Visit(call, draft) if draft else None
