"""Only in the demo: what has arrived in the case system, a switch for it, and the messages that people would get."""

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from integrations.case_system_demo_store import CaseStore
from locales import lazy as _
from portal.access.demo_identities import UNITS
from portal.delivery import overview
from portal.delivery.messages import opened
from portal.storage.messages import messages
from portal.storage.submissions import submissions
from portal.submissions.cases import as_draft
from portal.web import languages
from portal.web.call import House
from portal.web.form import read_form
from portal.web.problems import Problem
from portal.web.rendering import rendered

MOST_SHOWN = 50
EVENTS = {
    "permit.granted": _("The permit is granted"),
    "municipality.asked": _("The municipality is asked"),
    "municipality.agreed": _("It is agreed with the municipality"),
    "municipality.declined": _("The municipality's no is final"),
    "information.requested": _("The household is asked for information"),
    "person.settled": _("Everybody is settled"),
    "case.closed": _("The case is closed"),
}
PLACES = [(unit.municipality or "", unit.name) for unit in UNITS if unit.kind == "municipality"]


async def show(request: Request) -> Response:
    """What arrived, newest first, and what still waits."""
    house: House = request.app.state.house
    language = languages.wished(request)
    store = CaseStore(house.settings.demo_store)
    try:
        arrived = [
            {"arrival": arrival, "body": _readable(store.body_of(arrival.id))} for arrival in store.arrived(MOST_SHOWN)
        ]
        down = store.is_down
    finally:
        store.close()
    letters = await house.database.read(_letters, house)
    html = rendered(
        language,
        "demo.html",
        {
            "title": _("Demonstration"),
            "arrived": arrived,
            "down": down,
            "letters": letters,
            "known": await house.database.read(_known),
            "events": EVENTS,
            "places": PLACES,
            "waiting": (await house.database.read(overview)).waiting,
            "address": lambda to="": f"/{language}/{to}",
            "address_in": lambda code: f"/{code}/",
            "has_form": False,
            "takes_data": False,
            "forgery_token": "",
            "visit_token": "",
            "errors": [],
        },
    )
    return HTMLResponse(html)


async def tell(request: Request) -> Response:
    """Let the case system say something about a household; the worker hears it within half a minute."""
    house: House = request.app.state.house
    if request.headers.get("sec-fetch-site", "cross-site") != "same-origin":
        raise Problem(403)
    form = await read_form(request)
    about, kind, municipality = form.get("about"), form.get("event"), form.get("municipality")
    known = await house.database.read(_known)
    if about not in dict(known) or kind not in EVENTS or municipality not in dict(PLACES):
        raise Problem(404)
    store = CaseStore(house.settings.demo_store)
    try:
        for data in await house.database.read(_data_of, house, about, kind, municipality):
            store.tell(kind, about, data)
    finally:
        store.close()
    return RedirectResponse("/demo", status_code=303)


async def switch(request: Request) -> Response:
    """Take the case system down, or bring it up."""
    house: House = request.app.state.house
    if request.headers.get("sec-fetch-site", "cross-site") != "same-origin":
        raise Problem(403)
    form = await read_form(request)
    store = CaseStore(house.settings.demo_store)
    try:
        if form.get("case_system") == "down":
            store.take_down()
        else:
            store.bring_up()
    finally:
        store.close()
    return RedirectResponse("/demo", status_code=303)


def _known(connection: Connection) -> list[tuple[str, str]]:
    """(id, reference) of the applications that were sent last."""
    newest = select(submissions.c.id, submissions.c.reference).order_by(submissions.c.submitted_at.desc())
    return [(row.id, row.reference) for row in connection.execute(newest.limit(MOST_SHOWN))]


def _data_of(connection: Connection, house: House, about: str, kind: str, municipality: str) -> list[dict[str, object]]:
    """What the event says; one for each member where it is about people."""
    today = datetime.now(UTC).date()
    if kind == "person.settled":
        sent = as_draft(connection, house.seals, about)
        people = sent.answers.people if sent else []
        said = {"municipality": municipality, "settled_on": today.isoformat()}
        return [{**said, "person_id": person.id} for person in people]
    if kind == "information.requested":
        return [{"question_code": "contact", "answer_by": (today + timedelta(days=14)).isoformat()}]
    if kind == "case.closed":
        return [{"outcome": "lapsed"}]
    if kind == "municipality.agreed":
        return [{"municipality": municipality, "agreed_on": today.isoformat()}]
    return [{"municipality": municipality}] if kind.startswith("municipality.") else [{}]


def _letters(connection: Connection, house: House) -> list[dict[str, str]]:
    """The messages of the last days, newest first."""
    newest = select(messages).where(messages.c.body.is_not(None)).order_by(messages.c.owed_at.desc())
    return [{"way": row.way, **opened(house.seals, row)} for row in connection.execute(newest.limit(MOST_SHOWN))]


def _readable(body: bytes | None) -> str:
    return json.dumps(json.loads(body or b"{}"), ensure_ascii=False, indent=1)
