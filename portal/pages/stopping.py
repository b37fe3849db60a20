"""“No more messages”: a page with one button, the same for whoever opens it, and the ways for machines that press it.

Opening a page ends nothing: mail servers open links to look at them.
"""

import json
import secrets

import phonenumbers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from locales import lazy as _
from portal.submissions.ways import stop_by_link, stop_by_reply
from portal.web import languages
from portal.web.call import Call, House
from portal.web.problems import Problem

TITLE = _("Messages")
# What people answer in the five languages; a gateway may pass the words on in any letters.
STOP_WORDS = frozenset({"stop", "stopp", "стоп"})
MOST_BYTES = 4096


def ask(call: Call) -> Response:
    """Whether the messages are to stop; and that they have, once the button was pressed."""
    return call.page("stop.html", title=TITLE, stopped="stopped" in call.form)


def stop(call: Call) -> Response:
    """They stop; where there was no such link, the page says the same."""
    token = call.parts["token"]
    stop_by_link(call.connection, call.house.seals, token)
    return call.go(f"stop/{token}?stopped=yes")


async def by_mail_program(request: Request) -> Response:
    """One press in a mail program (RFC 8058); who opens the address in a browser gets the page."""
    house: House = request.app.state.house
    token = request.path_params["token"]
    if request.method == "GET":
        return RedirectResponse(f"/{languages.wished(request)}/stop/{token}", status_code=303)
    # Some send it as a form of one kind, some of another.
    if b"One-Click" not in await _body(request):
        raise Problem(400)
    await house.database.write(stop_by_link, house.seals, token)
    return PlainTextResponse("OK\n")


async def by_reply(request: Request) -> Response:
    """The SMS gateway passes on what somebody has answered; only STOP means anything, and nothing of it is kept."""
    house: House = request.app.state.house
    token = house.settings.sms_replies_token
    known = request.headers.get("authorization", "").encode()
    if not token or not secrets.compare_digest(known, f"Bearer {token}".encode()):
        raise Problem(404)
    number, text = await _reply(request)
    word = "".join(character for character in text.casefold() if character.isalpha())
    if word in STOP_WORDS:
        await house.database.write(stop_by_reply, house.seals, number)
    return Response(status_code=204)


async def _reply(request: Request) -> tuple[str, str]:
    try:
        said = json.loads(await _body(request))
        number = phonenumbers.parse(str(said["from"]), "NO")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), str(said["text"])
    except (ValueError, KeyError, TypeError, RecursionError, phonenumbers.NumberParseException) as broken:
        raise Problem(400) from broken


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Problem(413)
    return bytes(body)
