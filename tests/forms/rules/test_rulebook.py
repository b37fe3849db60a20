"""The rules hold for whom and when their sources say; every combination of answers gets an answer."""

import re
from datetime import date
from itertools import product

import pytest

from forms.kit.answers import Answers, Asked
from forms.kit.fields import ChoiceQuestion
from forms.rules.questions import QUESTIONS, Check, Situation, whose
from forms.rules.rulebook import KINDS, Rule, rules, that_hold
from locales import LANGUAGES

TODAY = date(2026, 11, 20)
EACH_RULE = pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)


def codes(kind: type) -> dict[str, list[str]]:
    """The codes that each question offers."""
    form = kind(None, {}, Asked(Answers(), "en", TODAY))
    return {q.name: [o.value for o in q.choices()] for q in form.questions() if isinstance(q, ChoiceQuestion)}


CHECK = codes(Check)
ALL_CODES = {
    name: {code for kind in QUESTIONS for code in codes(kind).get(name, [])}
    for kind in QUESTIONS
    for name in codes(kind)
}


@EACH_RULE
def test_a_rule_speaks_every_language_and_names_only_codes_that_are_asked_for(rule: Rule) -> None:
    assert set(rule.text) == set(LANGUAGES)
    assert set(rule.title) == (set(LANGUAGES) if rule.kind == "answer" else set())
    assert rule.kind in KINDS
    assert rule.counted_on in ("today", "start")
    for question, wanted in rule.holds_for.items():
        assert set(wanted) <= ALL_CODES[question]


@EACH_RULE
def test_a_rule_states_the_same_figures_in_every_language(rule: Rule) -> None:
    assert len({tuple(sorted(re.findall(r"\d+", text))) for text in rule.text.values()}) == 1


@EACH_RULE
def test_no_sentence_of_a_rule_is_long(rule: Rule) -> None:
    for text in rule.text.values():
        assert all(len(sentence.split()) <= 25 for sentence in re.split(r"[.:;!?] ", text))


def test_rules_are_told_apart() -> None:
    assert len({rule.id for rule in rules()}) == len(rules())


@pytest.mark.parametrize("living", CHECK["living"])
def test_whoever_asks_whether_to_apply_gets_exactly_one_answer(living: str) -> None:
    for permit, told, who in product(CHECK["permit"], CHECK["told"], CHECK["who"]):
        situation = {"living": living, "permit": permit, "told": told, "who": who}
        assert len(that_hold(situation, TODAY, topic="settlement", kind="answer")) == 1, situation


ANSWERS = [
    ("private", "collective", "within", "apply"),
    ("private", "asylum", "unknown", "apply"),
    ("found", "humanitarian", "within", "apply"),
    ("amot", "collective", "over", "apply-late"),
    ("private", "waiting", "unknown", "apply-while-waiting"),
    ("private", "none", "unknown", "protection-first"),
    ("private", "family", "over", "other-permit"),
    ("private", "other", "within", "other-permit"),
    ("private", "unknown", "unknown", "unknown-permit"),
    ("reception", "collective", "over", "reception-staff-do-it"),
    ("settled", "collective", "within", "already-settled"),
]


@pytest.mark.parametrize(("living", "permit", "told", "answer"), ANSWERS)
def test_the_answer_to_whether_to_apply(living: str, permit: str, told: str, answer: str) -> None:
    situation = {"living": living, "permit": permit, "told": told, "who": "adult"}
    assert [rule.id for rule in that_hold(situation, TODAY, topic="settlement", kind="answer")] == [answer]


SETTLED = {"permit": "collective", "age": "25-55", "family": "single", "living": "settled", "start": "not_yet"}
SETTLED |= {"school": "yes", "who": "adult"}

# Who, on which day -> what holds, and what does not.
HOLDS: list[tuple[dict[str, str], str, set[str], set[str]]] = [
    # 1 January 2025: longer programmes with school as the goal, for those who are offered it from then on.
    ({"school": "no"}, "2024-12-31", {"length-older"}, {"length-school", "length-work"}),
    ({"school": "no"}, "2025-01-01", {"length-older", "length-school"}, {"length-work"}),
    ({"school": "no", "start": "before_2025"}, "2026-11-20", {"length-older"}, {"length-school", "length-work"}),
    ({"school": "no", "start": "in_2025"}, "2026-11-20", {"length-older", "length-school"}, {"length-work"}),
    # 1 January 2026: the ordinary rules of the programme for collective protection, and other lengths for all.
    ({}, "2025-12-31", {"programme-before-2026-collective", "length-older"}, {"programme-duty-collective"}),
    ({}, "2026-01-01", {"programme-duty-collective", "length-upper-secondary"}, {"length-older"}),
    ({"start": "in_2025"}, "2026-01-01", {"programme-before-2026-collective"}, {"programme-duty-collective"}),
    ({"permit": "asylum", "start": "in_2025"}, "2026-01-01", {"programme-duty", "length-older"}, {"length-work"}),
    ({"school": "no"}, "2026-01-01", {"length-work", "length-school"}, {"length-upper-secondary"}),
    ({}, "2025-12-31", set(), {"work-instead"}),
    ({}, "2026-01-01", {"work-instead"}, set()),
    # 1 May 2026 and 2027: the amounts of one year are never shown in the next.
    ({}, "2026-04-30", set(), {"benefit-full", "benefit-new-amount"}),
    ({}, "2026-05-01", {"benefit-full"}, {"benefit-new-amount"}),
    ({}, "2027-05-01", {"benefit-new-amount"}, {"benefit-full"}),
    ({"family": "couple"}, "2026-11-20", {"benefit-couple"}, {"benefit-full"}),
    ({"age": "18-24"}, "2026-11-20", {"benefit-under-25"}, {"benefit-full"}),
    ({"age": "18-24", "family": "parents"}, "2026-11-20", {"benefit-under-25-with-parents"}, {"benefit-under-25"}),
    # 1 July 2026: no appeal against a refusal to extend collective protection.
    ({}, "2026-06-30", set(), {"no-appeal-of-extension"}),
    ({}, "2026-07-01", {"no-appeal-of-extension"}, set()),
    ({"permit": "asylum"}, "2026-07-01", set(), {"no-appeal-of-extension"}),
    # 1 July 2028: the special rules for collective protection end.
    ({}, "2028-06-30", {"norwegian-collective", "social-studies-collective"}, {"after-chapter-6a"}),
    ({}, "2028-07-01", {"after-chapter-6a"}, {"norwegian-collective", "social-studies-collective"}),
    ({"permit": "humanitarian"}, "2028-07-01", {"norwegian-others-18-months"}, {"after-chapter-6a"}),
    # Permit, age and household.
    ({"permit": "asylum"}, "2026-11-20", {"programme-duty", "social-studies-others"}, {"norwegian-collective"}),
    ({"permit": "asylum", "school": "no"}, "2026-11-20", {"norwegian-others-three-years"}, {"length-upper-secondary"}),
    ({"age": "56-67"}, "2026-11-20", {"programme-over-55", "norwegian-collective"}, {"programme-duty-collective"}),
    ({"age": "over-67"}, "2026-11-20", {"programme-over-55"}, {"norwegian-collective", "benefit-full"}),
    ({"age": "15-17", "family": "no_parents", "who": "child_15"}, "2026-11-20", {"child-15-applies"}, {"benefit-full"}),
    ({"family": "children"}, "2026-11-20", {"parental-guidance", "children-school", "children-kindergarten"}, set()),
    ({"family": "children", "permit": "asylum"}, "2026-11-20", set(), {"children-benefit-collective"}),
    ({"living": "own"}, "2026-11-20", {"programme-own"}, {"programme-duty-collective", "benefit-full"}),
    ({"living": "private"}, "2026-11-20", {"six-months", "one-offer"}, {"programme-start", "norwegian-offer"}),
    ({"living": "reception"}, "2026-11-20", {"reception-talks"}, {"six-months"}),
    (
        {"permit": "waiting", "living": "private"},
        "2026-11-20",
        {"move-while-waiting", "six-months"},
        {"work-with-permit"},
    ),
    ({"permit": "family"}, "2026-11-20", {"programme-family"}, {"programme-duty"}),
    ({"permit": "unknown"}, "2026-11-20", {"permit-decides", "interpreter"}, {"programme-duty"}),
]


@pytest.mark.parametrize(("who", "day", "hold", "do_not"), HOLDS)
def test_what_holds_for_whom_on_which_day(who: dict[str, str], day: str, hold: set[str], do_not: set[str]) -> None:
    found = {rule.id for rule in that_hold(SETTLED | who, date.fromisoformat(day))}
    assert hold <= found
    assert not do_not & found


def test_everybody_is_told_something() -> None:
    questions = codes(Situation)
    for values in product(*questions.values()):
        situation = dict(zip(questions, values, strict=True))
        assert that_hold(situation | {"who": whose(situation)}, TODAY)


@EACH_RULE
def test_every_rule_holds_for_somebody_at_some_time(rule: Rule) -> None:
    assert rule.since is None or rule.until is None or rule.since < rule.until
    assert (rule.checked_on - (rule.source.dated or rule.checked_on)).days >= 0
