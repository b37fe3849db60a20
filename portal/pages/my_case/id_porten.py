"""ID-porten as one more way to show that one is the applicant: never needed, and explained before one leaves."""

import logging

from sqlalchemy import Connection
from starlette.responses import Response

from integrations.identity import Attempt, IdentityProvider, IdentityUnavailable, NotBelieved, SignedIn
from locales import lazy as _
from portal.submissions.cases import has_number
from portal.web import sessions, sign_ins
from portal.web.call import Call, with_cookies
from portal.web.problems import Problem

log = logging.getLogger("portal.id_porten")

HERE = "id-porten "
TITLE = _("ID-porten")
# By the word in the address to which one is led on: the one that ID-porten leads to holds a code, and nobody keeps it.
TROUBLES = {
    "not-believed": _("ID-porten did not say who you are, or not surely enough. Try again, or take another way."),
    "no-answer": _("ID-porten does not answer just now. Try again in a few minutes, or take another way."),
    "another-number": _(
        "The number that ID-porten knows does not stand for the applicant in this application. Numbers that came later "
        "can be added once you have come in by another way."
    ),
}


def explain(call: Call) -> Response:
    """Where one is led, in which language, and how one comes back."""
    _provider(call)
    if call.session is not None and call.session.person_id:
        # The other adults have a way of their own.
        return call.go("my-case/proof")
    word = call.form.get("trouble")
    trouble, known = TROUBLES.get(word, ""), f"?trouble={word}" if word in TROUBLES else ""
    return call.page(
        "my_case/id_porten.html",
        title=TITLE,
        trouble=trouble,
        # What was said stays said in another language; nothing else of the address goes along.
        address_in=lambda code: call.address_in(code) + known,
    )


def leave(call: Call) -> Response:
    """Ask ID-porten for a way in, and send the browser there by a page of ours: a form may not lead to another site."""
    provider = _provider(call)
    assert call.session is not None
    attempt = sign_ins.begin(call.connection, call.session.id, call.language, HERE)

    async def way_in() -> Response:
        try:
            where = await provider.way_in(attempt, call.language)
        except (NotBelieved, IdentityUnavailable) as trouble:
            return with_cookies(_not_proved(call, trouble), call)
        response = call.page("my_case/onward.html", title=TITLE, where=where)
        response.headers["refresh"] = f"0; url={where}"
        return with_cookies(response, call)

    return call.ask_outside(way_in)


def come_back(call: Call) -> Response:
    """The browser comes back; the answer counts once, in the visit that asked, for the application open in it."""
    provider = _provider(call)
    session, database = call.session, call.house.database
    if session is None or session.over or session.submission_id is None or session.person_id:
        return call.go("resume")
    submission_id = session.submission_id
    answer = {name: call.form.get(name) for name in ("state", "code", "iss", "error") if name in call.form}

    def proved(connection: Connection, person: SignedIn) -> bool:
        if not has_number(connection, call.house.seals, submission_id, person.number):
            return False
        sessions.end(connection, session)
        call.new_cookie, call.session = sessions.begin(
            connection, submission_id=submission_id, shared_phone=session.shared_phone, proved_at=call.now
        )
        return True

    async def who() -> Response:
        taken: tuple[Attempt, str] | None = await database.write(
            sign_ins.take, session.id, answer.get("state", ""), HERE
        )
        if taken is None:
            return _not_proved(call, NotBelieved("not-asked"))
        call.language = taken[1]
        try:
            person = await provider.who(taken[0], answer)
        except (NotBelieved, IdentityUnavailable) as trouble:
            return _not_proved(call, trouble)
        if not await database.write(proved, person):
            return _led_on(call, "another-number")
        return with_cookies(call.go(session.wanted or "my-case/answers"), call)

    return call.ask_outside(who)


def _provider(call: Call) -> IdentityProvider:
    if call.house.id_porten is None:
        raise Problem(404)
    return call.house.id_porten


def _not_proved(call: Call, trouble: NotBelieved | IdentityUnavailable) -> Response:
    log.warning("proof failed", extra={"outcome": str(trouble)})
    return _led_on(call, "no-answer" if isinstance(trouble, IdentityUnavailable) else "not-believed")


def _led_on(call: Call, trouble: str) -> Response:
    return call.go(f"my-case/proof/id-porten?trouble={trouble}")
