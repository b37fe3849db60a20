"""Writing where the network fails: pages that a prepared device keeps, and what waits there until there is one again.

What is written is sealed on the device (scripts/notebook.js) and put into the usual pages later: it is looked at, asked
about and stored as always. Health waits for a network; who must not be found is never written down.
"""

from starlette.responses import JSONResponse, Response

from forms.centre_mapping import JOURNEY
from forms.kit.answers import Answers, Asked, Person
from forms.kit.fields import Question
from forms.kit.step import Step
from forms.questions.on_behalf import WORDS, ConsentToRegister
from locales import Text
from locales import lazy as _
from portal.pages.one_form import asked_of
from portal.web import notebook
from portal.web.assets import asset
from portal.web.call import Call
from portal.web.problems import Problem

# The pages to write on, in their order.
PAGES = {
    "consent": _("Before you register"),
    "first": _("The first person"),
    "person": _("Another person"),
    "together": _("The household together"),
}
HERE = "centre/without-network"
# Asked once there is a network: what the answers before it open, and health.
LATER = {"young", "guardian", "needs", "consent"}


def show(call: Call) -> Response:
    """Where a device is prepared, and what waits on it; the page that answers where the network fails."""
    return call.page(
        "centre/without_network.html",
        title=_("Write without a network"),
        notebook=notebook_for(call, "", opens=False),
        pages=[(title, call.address(f"{HERE}/{name}")) for name, title in PAGES.items()],
    )


def write(call: Call) -> Response:
    """An empty page to write on; it is never sent anywhere."""
    page = call.parts["page"]
    if page not in PAGES:
        raise Problem(404)
    return call.page(
        "centre/without_network_page.html",
        title=PAGES[page],
        notebook=notebook_for(call, page, opens=False),
        page=page,
        words=WORDS if page == "consent" else "",
        groups=_consent(call) if page == "consent" else _questions(call, page),
        here=call.address(HERE),
    )


def kept(call: Call) -> Response:
    """The addresses that a prepared device keeps: empty pages, and what they need to be seen."""
    pages = [HERE, *(f"{HERE}/{page}" for page in PAGES)]
    return JSONResponse([*map(call.address, pages), *map(asset, ("portal.css", "favicon.svg", "notebook.js"))])


def notebook_for(call: Call, page: str, *, opens: bool = True) -> dict[str, object]:
    """What `centre/notebook.html` needs: which page may be put in here, and the keys; none that opens is ever kept."""
    seal_with, open_with = notebook.keys(call.house.settings.token_key, call.identity.staff)
    return {
        "page": page,
        "seal_with": seal_with,
        "open_with": open_with if opens else "",
        # What was sent before has arrived, and led here.
        "arrived": bool(call.about),
        "names": PAGES,
    }


def _consent(call: Call) -> list[tuple[str, list[Question]]]:
    questions = ConsentToRegister(None, {}, asked_of(call)).questions()
    return [("", [question for question in questions if question.short_name != "protected"])]


def _questions(call: Call, page: str) -> list[tuple[str, list[Question]]]:
    people = [Person.new(), Person.new()]
    person = {"first": people[0], "person": people[1]}.get(page)
    asked = Asked(Answers(people=people), call.language, call.today, person=person)
    steps = [
        step
        for step in JOURNEY.steps
        if step.slug not in LATER
        and (step.slug == "start" or step.per_person == bool(person))
        and (step.slug != "start" or page == "first")
        and (step.slug == "start" or step.when(asked))
    ]
    return [(_title(step, page), step.form(None, {}, asked, prefix=f"{step.slug}-").questions()) for step in steps]


def _title(step: Step, page: str) -> str:
    if page == "person" and step.title_of_other:
        return str(Text(step.title_of_other.message, name=PAGES[page]))  # type: ignore[attr-defined]
    return step.title
