"""The road: one picture and list from arrival to after the programme, with who does what and where you are."""

import itertools
from typing import NamedTuple

from starlette.responses import Response

from locales import lazy as _
from portal.pages.information.shelf import handed_out, library_of
from portal.web.call import Call


class Stage(NamedTuple):
    """A stretch of the road: its name in the picture, who acts, what happens, how long it took, words and more."""

    name: str
    who: str
    what: str
    time: str
    words: tuple[str, ...]
    page: str


STAGES = (
    Stage(
        _("Arrival"),
        _("You and the police"),
        _("You ask for protection and are registered. Who needs a place to stay goes to the National Arrivals Centre."),
        "",
        ("ankomstsenter", "beskyttelse"),
        "living-privately",
    ),
    Stage(
        _("Waiting for the permit"),
        _("UDI"),
        _("UDI decides about your permit. You live in a reception centre, or privately."),
        "",
        ("mottak", "privatboende", "oppholdstillatelse"),
        "living-privately",
    ),
    Stage(
        _("Your application"),
        _("You; in a reception centre, the staff"),
        _("Who lives privately applies for settlement here. You may do it before the permit has come."),
        _("You have six months from the day the police tell you of the permit."),
        ("bosetting", "kartlegging"),
        "apply-for-settlement",
    ),
    Stage(
        _("A municipality is asked"),
        _("IMDi"),
        _("IMDi asks a municipality to receive you. You get one offer."),
        _("In 2022 it took 1.5 months on average from the permit to settlement outside reception centres."),
        ("imdi", "kommune"),
        "one-offer",
    ),
    Stage(
        _("The move"),
        _("The municipality"),
        _("The municipality finds a home, and you move. Then you are settled."),
        "",
        ("folkeregisteret",),
        "after-you-apply",
    ),
    Stage(
        _("The first months"),
        _("The municipality"),
        _("You are offered Norwegian training, and children begin school."),
        _("Norwegian training must be offered within three months."),
        ("norskopplaering", "barnehage"),
        "norwegian-training",
    ),
    Stage(
        _("The programme"),
        _("You and the municipality"),
        _("Many take part in the introduction programme: Norwegian, and preparation for work or education."),
        _("It begins within three months. How long it lasts depends on your schooling and your goal."),
        ("introduksjonsprogram", "introduksjonsstonad", "integreringsplan"),
        "introduction-programme",
    ),
    Stage(
        _("Afterwards"),
        _("You"),
        _("You work, study or go on learning."),
        "",
        ("nav", "karriereveiledning"),
        "competence-and-career",
    ),
)

# The picture: stations from top to bottom, swinging from left to right.
STEP, TOP, LEFT, RIGHT = 72, 40, 40, 104


def show(call: Call) -> Response:
    """The road, with the stretch marked where the reader says to be."""
    books = library_of(call)
    typed = call.form.get("here")
    here = int(typed) if typed in map(str, range(1, len(STAGES) + 1)) else 0
    return handed_out(call, books, ("road", here), lambda: _page(call, here))


def _page(call: Call, here: int) -> Response:
    books = library_of(call)
    points = [(LEFT if n % 2 == 0 else RIGHT, TOP + STEP * n) for n in range(len(STAGES))]
    return call.page(
        "information/road.html",
        title=_("The road to a life in Norway"),
        stages=list(zip(STAGES, points, strict=True)),
        words=books.words.get(call.language, {}),
        titles={stage.page: page.title for stage in STAGES if (page := books.page(call.language, stage.page))},
        here=here,
        way=_way(points),
        height=TOP * 2 + STEP * (len(STAGES) - 1),
    )


def _way(points: list[tuple[int, int]]) -> str:
    """The line through the stations, as the `d` of an SVG path."""
    way = f"M{points[0][0]} {points[0][1]}"
    for (x, y), (next_x, next_y) in itertools.pairwise(points):
        middle = (y + next_y) // 2
        way += f"C{x} {middle} {next_x} {middle} {next_x} {next_y}"
    return way
