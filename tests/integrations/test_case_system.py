"""The way to the case system, against a receiver that keeps to the agreement and against web servers that do not."""

import asyncio
import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from integrations.case_system import (
    AccessRefused,
    Doubtful,
    HttpCaseSystem,
    OutOfOrder,
    Refused,
    Unavailable,
)
from integrations.maskinporten import ExplodingTokens, GrantingTokens, RefusingTokens
from integrations.outside_call import outside_client
from tests.receiver import Answering, Receiver, new_subject, open_receiver, record, tokens_for

Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def receiver() -> Receiver:
    return open_receiver()


def through(handler: Handler) -> HttpCaseSystem:
    """A case system that answers whatever the test says."""
    return HttpCaseSystem(outside_client(transport=Answering(handler)), "http://case.test", GrantingTokens())


def deliver(case_system: HttpCaseSystem, said: dict[str, object]) -> object:
    return asyncio.run(case_system.deliver(str(said["id"]), json.dumps(said).encode()))


def test_a_record_is_stored_and_its_receipt_comes_back(receiver: Receiver) -> None:
    said = record(new_subject())
    receipt = asyncio.run(receiver.case_system.deliver(str(said["id"]), json.dumps(said).encode()))
    assert receipt.id == said["id"]
    assert receipt.case_number == f"{datetime.now(UTC).year}/000001"
    assert [arrival.id for arrival in receiver.store.arrived()] == [said["id"]]


def test_the_same_record_again_is_answered_with_the_first_receipt(receiver: Receiver) -> None:
    said = record(new_subject())
    assert deliver(receiver.case_system, said) == deliver(receiver.case_system, said)
    assert len(receiver.store.arrived()) == 1


def test_the_same_id_with_other_content_is_refused_for_ever(receiver: Receiver) -> None:
    said = record(new_subject())
    deliver(receiver.case_system, said)
    with pytest.raises(Refused, match="conflict"):
        deliver(receiver.case_system, said | {"time": "2026-11-20T10:00:00Z"})


def test_a_later_record_waits_for_the_earlier_one(receiver: Receiver) -> None:
    subject = new_subject()
    with pytest.raises(OutOfOrder):
        deliver(receiver.case_system, record(subject, 2))
    deliver(receiver.case_system, record(subject, 1))
    deliver(receiver.case_system, record(subject, 2))


def test_a_record_that_breaks_the_schema_is_refused_naming_the_field_and_not_its_content(receiver: Receiver) -> None:
    said = record(new_subject())
    said["data"] = {"reason": "Olena from Kharkiv", "at": "2026-11-20T09:00:00Z"}
    with pytest.raises(Refused) as refused:
        deliver(receiver.case_system, said)
    assert refused.value.reason == "status-400"
    assert refused.value.detail == "/data/reason"


def test_a_record_over_256_kib_is_refused(receiver: Receiver) -> None:
    with pytest.raises(Refused, match="status-413"):
        deliver(receiver.case_system, record(new_subject()) | {"source": "x" * 300_000})


def test_a_key_that_is_not_the_records_id_is_refused(receiver: Receiver) -> None:
    with pytest.raises(Refused, match="status-400"):
        asyncio.run(receiver.case_system.deliver("another", json.dumps(record(new_subject())).encode()))


def test_a_spent_token_is_replaced_once_and_the_record_arrives(receiver: Receiver) -> None:
    deliver(receiver.case_system, record(new_subject()))
    receiver.app.state.doorkeeper.forget_tokens()
    deliver(receiver.case_system, record(new_subject()))
    assert len(receiver.store.arrived()) == 2


def test_a_token_turned_away_twice_means_that_a_setting_is_wrong() -> None:
    calls: list[str] = []

    def turned_away(request: httpx.Request) -> httpx.Response:
        calls.append(request.url.path)
        return httpx.Response(401)

    with pytest.raises(AccessRefused):
        deliver(through(turned_away), record(new_subject()))
    assert calls == ["/v1/records", "/v1/records"]


def test_a_client_without_the_scope_is_refused(receiver: Receiver) -> None:
    tokens = tokens_for(receiver.client, scope="case:events.read")
    with pytest.raises(Refused, match="status-403"):
        deliver(HttpCaseSystem(receiver.client, "http://127.0.0.1:8081", tokens), record(new_subject()))


def test_without_a_token_nothing_is_sent() -> None:
    def nobody(request: httpx.Request) -> httpx.Response:
        raise AssertionError("a call was made")

    client = outside_client(transport=Answering(nobody))
    with pytest.raises(AccessRefused):
        deliver(HttpCaseSystem(client, "http://case.test", RefusingTokens()), record(new_subject()))
    with pytest.raises(Unavailable, match="no-token"):
        deliver(HttpCaseSystem(client, "http://case.test", ExplodingTokens()), record(new_subject()))


def test_a_case_system_under_maintenance_says_when_to_come_back(receiver: Receiver) -> None:
    deliver(receiver.case_system, record(new_subject()))
    receiver.store.take_down()
    with pytest.raises(Unavailable) as unavailable:
        deliver(receiver.case_system, record(new_subject()))
    assert unavailable.value.retry_after == 5
    receiver.store.bring_up()
    deliver(receiver.case_system, record(new_subject()))


def test_whoever_is_too_fast_is_asked_to_wait() -> None:
    receiver = open_receiver(most_per_second=0)
    with pytest.raises(Unavailable) as unavailable:
        deliver(receiver.case_system, record(new_subject()))
    assert (unavailable.value.reason, unavailable.value.retry_after) == ("status-429", 1)


def test_a_receipt_settles_a_doubt(receiver: Receiver) -> None:
    said = record(new_subject())
    assert asyncio.run(receiver.case_system.receipt(str(said["id"]))) is None
    receipt = deliver(receiver.case_system, said)
    assert asyncio.run(receiver.case_system.receipt(str(said["id"]))) == receipt


def test_events_are_read_by_cursor_oldest_first(receiver: Receiver) -> None:
    subject = new_subject()
    submission = subject.partition("/")[2]
    deliver(receiver.case_system, record(subject))
    receiver.store.tell("municipality.asked", submission, {"municipality": "4601"})
    receiver.store.tell("municipality.agreed", submission, {"municipality": "4601", "agreed_on": "2026-11-20"})
    first = asyncio.run(receiver.case_system.events(None, limit=2))
    rest = asyncio.run(receiver.case_system.events(first.next))
    assert [event.type for event in first.events] == ["case.opened", "municipality.asked"]
    assert [event.data for event in rest.events] == [{"municipality": "4601", "agreed_on": "2026-11-20"}]
    assert asyncio.run(receiver.case_system.events(rest.next)).events == []


@pytest.mark.parametrize("status", [408, 425, 429, 503])
def test_not_now_means_that_nothing_was_stored(status: int) -> None:
    with pytest.raises(Unavailable) as unavailable:
        deliver(through(lambda _: httpx.Response(status)), record(new_subject()))
    assert not isinstance(unavailable.value, Doubtful)


@pytest.mark.parametrize("status", [500, 502, 504, 301, 307, 204])
def test_other_trouble_leaves_a_doubt(status: int) -> None:
    with pytest.raises(Doubtful):
        deliver(through(lambda _: httpx.Response(status)), record(new_subject()))


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 415, 422])
def test_a_refusal_stops_the_record(status: int) -> None:
    with pytest.raises(Refused, match=f"status-{status}"):
        deliver(through(lambda _: httpx.Response(status)), record(new_subject()))


def test_the_time_to_wait_may_be_told_as_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    with pytest.raises(Unavailable) as unavailable:
        deliver(through(lambda _: httpx.Response(503, headers={"Retry-After": later})), record(new_subject()))
    assert unavailable.value.retry_after == pytest.approx(90, abs=9)


@pytest.mark.parametrize("told", ["soon", "", "-5", "1e9", "٣", "Fri, 99 Nov 2026"])
def test_an_unreadable_time_to_wait_is_passed_over(told: str) -> None:
    headers = httpx.Headers([("Retry-After", told)], encoding="utf-8")
    with pytest.raises(Unavailable) as unavailable:
        deliver(through(lambda _: httpx.Response(503, headers=headers)), record(new_subject()))
    assert unavailable.value.retry_after is None


def test_a_maintenance_page_with_200_is_no_receipt() -> None:
    with pytest.raises(Doubtful, match="not-a-receipt"):
        deliver(through(lambda _: httpx.Response(200, html="<h1>Back soon</h1>")), record(new_subject()))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"id": "another", "case_number": "2026/1", "received_at": "2026-11-20T09:00:00Z"},
        {"id": "ID", "case_number": 7, "received_at": "2026-11-20T09:00:00Z"},
        {"id": "ID", "case_number": "2026/1", "received_at": "yesterday"},
        {"id": "ID", "case_number": "2026/\0", "received_at": "2026-11-20T09:00:00Z"},
        {"id": "ID", "case_number": "2026/\ud800", "received_at": "2026-11-20T09:00:00Z"},
        {"id": "ID", "case_number": "2" * 41, "received_at": "2026-11-20T09:00:00Z"},
        {"id": "ID", "case_number": "2026/1", "received_at": "2026-11-20T09:00:00"},
        [],
    ],
)
def test_half_a_receipt_is_none(said: object) -> None:
    letter = record(new_subject())
    text = json.dumps(said).replace("ID", str(letter["id"]))
    answer = httpx.Response(201, text=text, headers={"content-type": "application/json"})
    with pytest.raises(Doubtful, match="not-a-receipt"):
        deliver(through(lambda _: answer), letter)


def test_a_redirect_is_not_followed() -> None:
    asked: list[str] = []

    def redirect(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(307, headers={"Location": "http://169.254.169.254/latest"})

    with pytest.raises(Doubtful):
        deliver(through(redirect), record(new_subject()))
    assert asked == ["http://case.test/v1/records"]


def test_an_answer_that_unpacks_to_gigabytes_is_cut_off_at_the_limit() -> None:
    bomb = gzip.compress(b"0" * 200_000_000, compresslevel=9)
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    with pytest.raises(Doubtful, match="too-long"):
        deliver(through(lambda _: httpx.Response(200, content=bomb, headers=headers)), record(new_subject()))


def test_a_packed_receipt_is_read() -> None:
    letter = record(new_subject())
    said = {"id": letter["id"], "case_number": "2026/1", "received_at": "2026-11-20T09:00:00Z"}
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    answer = httpx.Response(201, content=gzip.compress(json.dumps(said).encode()), headers=headers)
    deliver(through(lambda _: answer), letter)


@pytest.mark.parametrize("said", [{"events": "none", "next": "1"}, {"events": [{}], "next": "1"}, {"events": []}, [1]])
def test_events_that_cannot_be_read_are_not_applied(said: object) -> None:
    with pytest.raises(Doubtful, match="not-"):
        asyncio.run(through(lambda _: httpx.Response(200, json=said)).events(None))
