"""Another adult than the applicant has no telephone: staff vouch for them too, and the applicant hears nothing."""

import pytest
from sqlalchemy import func, select

from portal.storage.database import Database
from portal.storage.vouchers import vouchers
from tests.citizen import Citizen
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post
from tests.journeys.two_adults import (
    HIS,
    applies_for_both,
    code_on,
    couple,
    everything_shown_to,
    her_birth,
    takes_her_own_way,
    without_tokens,
)
from tests.staff.conftest import SignIn

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def him(citizen: Citizen, post: Post, outside: Outside) -> Citizen:
    return applies_for_both(citizen, post, outside)


@pytest.fixture
def her(him: Citizen, another_citizen: Citizen) -> Citizen:
    return takes_her_own_way(him, another_citizen)


def his_birth() -> str:
    return str(couple()["persons"][0]["birth_date"])


def reference_of(him: Citizen) -> str:
    return code_on(him.open("/en/apply/receipt"))


def vouch(staff: Citizen, code: str, born: str, *, status: int = 200) -> str:
    """The code on paper that staff hand out."""
    staff.open("/en/staff/vouch").fill(code=code, present="yes", checked="passport", reason="none", language="en")
    for part, value in zip(("year", "month", "day"), born.split("-"), strict=True):
        staff.write(f"born-{part}", value)
    return code_on(staff.press(status=status))


def test_without_a_telephone_she_comes_back_by_a_code_on_paper_and_he_hears_nothing_of_it(
    him: Citizen, her: Citizen, post: Post, signed_in: SignIn
) -> None:
    code, before, arrived = code_on(her), without_tokens(everything_shown_to(him)), len(post.arrived())
    staff = signed_in("centre-1")
    on_paper = vouch(staff, code, her_birth())
    assert "Write the code of your own way in" in staff.text and "reference" not in staff.text
    assert HIS not in staff.response.text and "written-by-him" not in staff.response.text
    assert without_tokens(everything_shown_to(him)) == before and len(post.arrived()) == arrived
    # It is hers: it opens nothing where he comes in.
    come_back(him, reference_of(him), his_birth())
    him.open("/en/my-case/proof/paper").fill(code=on_paper).press(status=422)
    come_back(her, code, her_birth())
    assert "staff gave a code on paper" in her.text
    her.open("/en/my-case/own").follow("I have a code on paper").fill(code=on_paper).press()
    assert her.path == "/en/my-case/own"
    assert "Gave a code on paper to somebody who showed who they are" in her.open("/en/my-case/my-data").text
    come_back(her, code, her_birth()).open("/en/my-case/proof/paper").fill(code=on_paper).press(status=422)


def test_his_code_on_paper_opens_nothing_for_her(him: Citizen, her: Citizen, signed_in: SignIn) -> None:
    code = code_on(her)
    on_paper = vouch(signed_in("centre-1"), reference_of(him), his_birth())
    come_back(her, code, her_birth())
    assert "staff gave a code on paper" not in her.text
    her.open("/en/my-case/proof/paper").fill(code=on_paper).press(status=422)


def test_nobody_is_vouched_for_by_a_code_that_is_not_taken_or_by_another_birth_date_or_after_leaving(
    him: Citizen, another_citizen: Citizen, signed_in: SignIn
) -> None:
    staff, born = signed_in("centre-1"), her_birth()
    handed_over = code_on(him.open("/en/my-case/adults").press("Make a code"))
    vouch(staff, handed_over, born, status=422)
    come_back(another_citizen, handed_over, born).press("Take my own way in")
    code = code_on(another_citizen)
    vouch(staff, code, his_birth(), status=422)
    assert vouch(staff, code, born)
    another_citizen.open("/en/my-case/own/leave").fill(understood="yes").press("Leave and apply on my own")
    vouch(staff, code, born, status=422)


def test_once_the_answers_are_erased_nothing_of_her_code_is_left(
    him: Citizen, her: Citizen, signed_in: SignIn, database: Database
) -> None:
    vouch(signed_in("centre-1"), code_on(her), her_birth())
    him.open("/en/my-case/withdraw").fill(reason="other", understood="yes").press()
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(vouchers)) == 1
    him.open("/en/my-case/erase").press("Erase now")
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(vouchers)) == 0
