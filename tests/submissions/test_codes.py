"""Codes on paper: every slip of one character and every swap of neighbours is noticed, and no letter is misread."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.submissions.codes import ALPHABET, new_code, understood, with_check

sevens = st.text(ALPHABET, min_size=7, max_size=7)


@given(sevens)
def test_every_single_wrong_character_is_noticed(seven: str) -> None:
    code = with_check(seven).replace("-", "")
    for place, wrong in itertools.product(range(8), ALPHABET):
        if wrong != code[place]:
            assert understood(code[:place] + wrong + code[place + 1 :]) is None


@given(sevens)
def test_every_swap_of_neighbours_is_noticed(seven: str) -> None:
    code = with_check(seven).replace("-", "")
    for place in range(7):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or understood(swapped) is None


@given(sevens)
def test_a_code_is_understood_in_every_way_of_writing(seven: str) -> None:
    code = with_check(seven)
    for written in (
        code.lower(),
        code.replace("-", ""),
        f" {code} ",
        code.replace("-", "\u2011"),
        code.replace("-", " – "),
        " ".join(code),
    ):
        assert understood(written) == code
    assert understood(code.replace("0", "O").replace("1", "I")) == code


@pytest.mark.parametrize("typed", ["", "-", "A", "7K3M", "x" * 9999, "7K3M-9QX\x00", "Ю" * 8, "........", "0000-0001"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert understood(typed) is None


def test_no_two_new_codes_are_alike() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(understood(code) == code for code in codes)
    assert not set("".join(codes)) & set("IOU")
