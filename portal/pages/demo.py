"""Only in the demo: what has arrived in the case system, a switch for it, and the messages that people would get."""

import json

from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from integrations.case_system_demo_store import CaseStore
from locales import lazy as _
from portal.delivery import overview
from portal.delivery.messages import opened
from portal.storage.messages import messages
from portal.web import languages
from portal.web.call import House
from portal.web.form import read_form
from portal.web.problems import Problem
from portal.web.rendering import rendered

MOST_SHOWN = 50


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
            "waiting": (await house.database.read(overview)).waiting,
            "address": lambda to="": f"/{language}/{to}",
            "address_in": lambda code: f"/{code}/",
            "has_form": False,
            "takes_data": False,
            "forgery_token": "",
            "errors": [],
        },
    )
    return HTMLResponse(html)


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


def _letters(connection: Connection, house: House) -> list[dict[str, str]]:
    """The messages of the last days, newest first."""
    newest = select(messages).where(messages.c.body.is_not(None)).order_by(messages.c.owed_at.desc())
    return [{"way": row.way, **opened(house.seals, row)} for row in connection.execute(newest.limit(MOST_SHOWN))]


def _readable(body: bytes | None) -> str:
    return json.dumps(json.loads(body or b"{}"), ensure_ascii=False, indent=1)
