"""Sealed values open only where they belong, with the key they were sealed with."""

import itertools

import pytest

from portal.storage.sealing import BadKey, DoesNotOpen, KeyRing, Seals
from tests.conftest import key_for_tests

PLACE = "drafts|answers|1"


def test_what_was_sealed_opens_again(seals: Seals) -> None:
    assert seals.open("answers", PLACE, seals.seal("answers", PLACE, b"Olena")) == b"Olena"


def test_the_same_text_is_sealed_differently_each_time(seals: Seals) -> None:
    assert seals.seal("answers", PLACE, b"Olena") != seals.seal("answers", PLACE, b"Olena")


def test_a_value_moved_to_any_other_place_or_kind_does_not_open(seals: Seals) -> None:
    places = ["drafts|answers|1", "drafts|answers|2", "drafts|held|1", "submissions|answers|1"]
    for here, there in itertools.permutations(places, 2):
        with pytest.raises(DoesNotOpen):
            seals.open("answers", there, seals.seal("answers", here, b"x"))
    with pytest.raises(DoesNotOpen):
        seals.open("health", PLACE, seals.seal("answers", PLACE, b"x"))


def test_every_changed_byte_is_noticed(seals: Seals) -> None:
    sealed = seals.seal("answers", PLACE, b"x")
    for index in range(len(sealed)):
        changed = bytearray(sealed)
        changed[index] ^= 1
        with pytest.raises((DoesNotOpen, UnicodeDecodeError)):
            seals.open("answers", PLACE, bytes(changed))


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    old = KeyRing.parse(f"a:{key_for_tests('a')}", "keys")
    both = KeyRing.parse(f"b:{key_for_tests('b')},a:{key_for_tests('a')}", "keys")
    before = Seals({"answers": old}, b"k" * 32)
    after = Seals({"answers": both}, b"k" * 32)
    sealed = before.seal("answers", PLACE, b"x")
    assert after.open("answers", PLACE, sealed) == b"x"
    assert after.needs_resealing("answers", sealed)
    assert not after.needs_resealing("answers", after.seal("answers", PLACE, b"x"))
    with pytest.raises(DoesNotOpen):
        before.open("answers", PLACE, after.seal("answers", PLACE, b"x"))


@pytest.mark.parametrize("bad", ["", "a:", "a:c2hvcnQ=", "a:???", "a:" + "A" * 43 + "="])
def test_missing_short_and_default_keys_are_refused(bad: str) -> None:
    with pytest.raises(BadKey):
        KeyRing.parse(bad, "PORTAL_ANSWER_KEYS")
