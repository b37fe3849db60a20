"""What the portal tells the case system and hears back: the agreement between the two, from our side."""

import email.utils
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import quote

import httpx

from integrations.maskinporten import GrantRefused, GrantUnavailable, Tokens
from integrations.outside_call import CALL_SECONDS, Answer, CutOff, NotSent, call


@dataclass(frozen=True)
class Receipt:
    """The case system has stored the record `id` under this case number."""

    id: str
    case_number: str
    received_at: datetime


@dataclass(frozen=True)
class CaseEvent:
    """Something happened to a case: `type` is one of the agreement's, `data` depends on it."""

    id: str
    type: str
    time: datetime
    submission_id: str
    data: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class EventPage:
    """Events after a cursor, oldest first, and the cursor to go on from."""

    events: list[CaseEvent]
    next: str


class Unavailable(Exception):
    """The case system did not take the record now; later it may. Nothing was stored.

    `reason` is a short code without personal data; `retry_after` is in seconds, where we were told.
    """

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Doubtful(Unavailable):
    """The answer got lost or cannot be trusted: the record may or may not be stored. Ask for its receipt."""


class OutOfOrder(Unavailable):
    """An earlier record about the same thing is missing there; it has to be delivered first."""


class Refused(Exception):
    """The case system will never take this record as it is.

    `reason` is a short code, `detail` names the fields complained of; neither holds personal data.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class AccessRefused(Exception):
    """The case system does not let the portal in at all: a setting is wrong, whatever the record."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CaseSystem(Protocol):
    """Each method raises `Unavailable`, `Doubtful` or `AccessRefused`; `deliver` also `OutOfOrder`, `Refused`."""

    async def deliver(self, record_id: str, body: bytes) -> Receipt:
        """Hand over one record: the same bytes under the same id on every attempt."""

    async def receipt(self, record_id: str) -> Receipt | None:
        """The receipt of a record that may have arrived; None where it is not known."""

    async def events(self, after: str | None, limit: int = 100) -> EventPage:
        """What happened after the cursor; None begins at the beginning."""


class HttpCaseSystem:
    """The case system over the network, by the agreement in its OpenAPI document."""

    def __init__(self, client: httpx.AsyncClient, base_url: str, tokens: Tokens, seconds: float = CALL_SECONDS) -> None:
        """`seconds` is the longest that one call may take from beginning to end."""
        self._client = client
        self._base_url = base_url.rstrip("/")
        self._tokens = tokens
        self._seconds = seconds

    async def deliver(self, record_id: str, body: bytes) -> Receipt:
        headers = {"Content-Type": "application/cloudevents+json", "Idempotency-Key": record_id}
        answer = await self._ask("POST", "/v1/records", headers, body)
        if answer.status in (200, 201):
            return _receipt(answer, record_id)
        raise _trouble(answer)

    async def receipt(self, record_id: str) -> Receipt | None:
        answer = await self._ask("GET", f"/v1/records/{quote(record_id, safe='')}")
        if answer.status == 404:
            return None
        if answer.status == 200:
            return _receipt(answer, record_id)
        raise _passing(answer)

    async def events(self, after: str | None, limit: int = 100) -> EventPage:
        query = f"?limit={limit}" + (f"&after={quote(after, safe='')}" if after else "")
        answer = await self._ask("GET", f"/v1/events{query}")
        if answer.status == 200:
            return _event_page(answer)
        raise _passing(answer)

    async def _ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        token = await self._token()
        answer = await self._send(method, path, token, headers or {}, body)
        if answer.status == 401:
            token = await self._token(instead_of=token)
            answer = await self._send(method, path, token, headers or {}, body)
        if answer.status == 401:
            raise AccessRefused("status-401")
        return answer

    async def _token(self, instead_of: str | None = None) -> str:
        try:
            return await self._tokens.token(instead_of)
        except GrantRefused as error:
            raise AccessRefused("grant-refused") from error
        except (GrantUnavailable, NotSent, CutOff) as error:
            raise Unavailable("no-token") from error

    async def _send(self, method: str, path: str, token: str, headers: dict[str, str], body: bytes | None) -> Answer:
        headers = headers | {"Authorization": f"Bearer {token}"}
        request = self._client.build_request(method, self._base_url + path, headers=headers, content=body)
        try:
            return await call(self._client, request, self._seconds)
        except NotSent as error:
            raise Unavailable(str(error)) from error
        except CutOff as error:
            raise Doubtful(str(error)) from error


def _receipt(answer: Answer, record_id: str) -> Receipt:
    said = answer.json_object() or {}
    received_at = _instant(said.get("received_at"))
    match said:
        # A maintenance page also says 200: only a receipt for this very record is one.
        case {"id": str(named), "case_number": str(case_number)} if (
            named == record_id and received_at and _is_word(case_number, 40)
        ):
            return Receipt(record_id, case_number, received_at)
    raise Doubtful("not-a-receipt")


def _trouble(answer: Answer) -> Exception:
    """What an answer other than a receipt means for the record that was sent."""
    if answer.status == 409:
        kind = (answer.json_object() or {}).get("type")
        return OutOfOrder("out-of-order") if kind == "urn:case:out-of-order" else Refused("conflict")
    if 400 <= answer.status < 500 and answer.status not in (408, 425, 429):
        return Refused(f"status-{answer.status}", _fields_complained_of(answer))
    return _passing(answer)


def _passing(answer: Answer) -> Exception:
    """Later may be better. Only the case system's own 'not now' says that nothing was stored."""
    if answer.status in (408, 425, 429, 503):
        return Unavailable(f"status-{answer.status}", _retry_after(answer))
    if answer.status < 400:
        return Doubtful("not-a-receipt")
    return Doubtful(f"status-{answer.status}", _retry_after(answer))


def _retry_after(answer: Answer) -> float | None:
    """Seconds to wait, whether told as a number or as a date; None where we were told nothing readable."""
    told = answer.headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", told):
        return float(told)
    try:
        until = email.utils.parsedate_to_datetime(told)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _fields_complained_of(answer: Answer) -> str:
    """Only the places: the messages beside them may repeat what a person has written."""
    errors = (answer.json_object() or {}).get("errors")
    if not isinstance(errors, list):
        return ""
    pointers = [str(error.get("pointer", "")) for error in errors if isinstance(error, dict)]
    return ", ".join(pointer for pointer in pointers if re.fullmatch(r"[/a-z0-9_]{1,100}", pointer))[:500]


def _event_page(answer: Answer) -> EventPage:
    said = answer.json_object() or {}
    events, following = said.get("events"), said.get("next")
    if not isinstance(events, list) or not isinstance(following, str):
        raise Doubtful("not-events")
    return EventPage([_event(event) for event in events], following)


def _event(said: object) -> CaseEvent:
    match said:
        case {"id": str(identity), "type": str(kind), "time": time, "submission_id": str(submission), **rest}:
            data, when = rest.get("data", {}), _instant(time)
            fit = _is_word(identity, 100) and _is_word(kind, 60) and _is_word(submission, 36)
            if fit and when is not None and isinstance(data, dict):
                return CaseEvent(identity, kind, when, submission, data)
    raise Doubtful("not-events")


def _is_word(said: str, longest: int) -> bool:
    """Something that every database can keep: one PostgreSQL refuses would stop us at each attempt anew."""
    return 0 < len(said) <= longest and said.isprintable()


def _instant(said: object) -> datetime | None:
    try:
        instant = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return instant if instant is not None and instant.tzinfo is not None else None
