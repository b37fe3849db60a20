"""Whatever another household has written: no page of one's own tells of it, and a cookie left behind opens none."""

from collections.abc import Iterator
from typing import Any

import pytest

from forms.settlement_application import JOURNEY
from portal.routes import ADDRESSES
from portal.web.guards import TAKE_DATA
from portal.web.seam import Seam
from tests.citizen import Citizen
from tests.journeys.applying import apply, begin, example, reached_by_sms, send
from tests.journeys.changing import changing
from tests.journeys.post import Post
from tests.journeys.telling import without_tokens
from tests.journeys.test_nothing_leaks import found_in, visit

pytestmark = pytest.mark.usefixtures("clock")


def addresses() -> Iterator[str]:
    """Every page of an application or a case; of its people, also of some that there are not."""
    for address in ADDRESSES:
        if address.get is None or address.access not in TAKE_DATA:
            continue
        for number in range(1, 6) if "{number:int}" in address.path else (0,):
            for step in JOURNEY.steps if "{step}" in address.path else JOURNEY.steps[:1]:
                yield address.path.replace("{number:int}", str(number)).replace("{step}", step.slug)


def seen_by(citizen: Citizen, **headers: str) -> dict[str, Any]:
    """What every one of these pages answers."""
    return {each: without_tokens(citizen.ask("GET", f"/en/{each}", **headers)) for each in addresses()}


def cookie_of(citizen: Citizen) -> str:
    return f"__Host-session={citizen.client.cookies['__Host-session']}"


def test_every_page_of_ones_own_is_the_same_whoever_else_has_applied(
    portal: Seam, citizen: Citizen, another_citizen: Citizen, post: Post
) -> None:
    begin(another_citizen, example("03"))
    sent = Citizen(portal)
    apply(sent, reached_by_sms("03"))
    post.prove(sent)
    before = [seen_by(another_citizen), seen_by(sent)]
    assert all(sum(status == 200 for status, _headers, _body in each.values()) > 10 for each in before)
    visit(citizen)
    send(citizen)
    post.prove(citizen, "uk")
    changing(citizen, "correction")
    assert [seen_by(another_citizen), seen_by(sent)] == before
    sent.close()


def test_a_cookie_that_was_left_behind_opens_as_much_as_none(
    citizen: Citizen, another_citizen: Citizen, post: Post
) -> None:
    code = visit(citizen)
    send(citizen)
    post.prove(citizen, "uk")
    changing(citizen, "correction")
    left_behind = cookie_of(citizen)
    assert found_in(str(seen_by(another_citizen, cookie=left_behind)), code), "as long as the visit lasts"
    citizen.press("Leave quickly")
    nothing = seen_by(another_citizen, cookie="")
    assert {status for status, _headers, _body in nothing.values()} == {200, 303}
    for cookie in (left_behind, "__Host-session=" + "A" * 43):
        assert seen_by(another_citizen, cookie=cookie) == nothing
