"""The rules hold for whom and when their sources say; every combination of answers gets an answer."""

import re
from datetime import date
from itertools import product

import pytest

from forms.kit.answers import Answers, Asked
from forms.kit.fields import ChoiceQuestion
from forms.rules.questions import QUESTIONS, Check
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
