"""Two adults of one household: he has applied for both, and she has a way in of her own."""

import re
from typing import Any

from tests.citizen import Citizen
from tests.journeys.applying import apply, reached_by_sms
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post

# What only one of the two may ever read.
HIS, HERS, HER_PHONE, HER_STREET = "his-knee-canary", "her-fear-canary", "+4790000222", "Hemmeliggata 9"


def couple() -> dict[str, Any]:
    household = reached_by_sms("02")
    household["persons"] = household["persons"][:2]
    told = {"any": "yes", "categories": ["other"], "details": HIS, "may_be_shared": True}
    household["persons"][0]["mapping"]["needs"] = told
    household["persons"][1]["mapping"]["needs"] = {**told, "details": "written-by-him"}
    return household


def her_birth() -> str:
    return str(couple()["persons"][1]["birth_date"])


def code_on(citizen: Citizen) -> str:
    return str(citizen.page.xpath("string(//p[@class='reference'])")).strip()


def applies_for_both(him: Citizen, post: Post, outside: Outside) -> Citizen:
    """He has applied for both, and has shown the second proof."""
    apply(him, couple())
    post.prove(him)
    outside.work()
    return him


def takes_her_own_way(him: Citizen, her: Citizen) -> Citizen:
    """She has taken the way in that he handed over."""
    code = code_on(him.open("/en/my-case/adults").press("Make a code"))
    come_back(her, code, her_birth())
    assert her.path == "/en/my-case/own"
    her.press("Take my own way in")
    assert code_on(her) != code
    return her


def answers_alone(her: Citizen) -> None:
    her.open("/en/my-case/own/needs")
    assert her.value("details") == "written-by-him"
    her.fill(any="yes", categories=["violence_or_threats"], details=HERS, may_be_shared="no").press()
    assert her.path == "/en/my-case" and "A change was sent" in her.text


def everything_shown_to(citizen: Citizen) -> str:
    """All pages of a case, and what can be taken along."""
    pages = ("", "/answers", "/change", "/my-data", "/my-data.json", "/adults", "/another-municipality", "/withdraw")
    shown = [citizen.ask("GET", f"/en/my-case{page}").text for page in pages]
    shown += [citizen.ask("GET", f"/en/apply/{page}").text for page in ("receipt", "tasks", "check-answers")]
    return "".join(shown)


def without_tokens(page: str) -> str:
    return re.sub(r'name="(forgery|asked)" value="[^"]*"', "", page)
