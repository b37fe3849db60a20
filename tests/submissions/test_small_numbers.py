"""A small number is hidden, and what is shown around it does not give it away."""

from hypothesis import given
from hypothesis import strategies as st

from portal.submissions.small_numbers import LEAST, Sum, hidden

ROWS, COLUMNS = "abcd", "xyz"
A_FEW = st.integers(0, 12)


def one_sum(*parts: int) -> tuple[dict[str, int], Sum[str]]:
    names = [f"part {number}" for number in range(len(parts))]
    return {"total": sum(parts), **dict(zip(names, parts, strict=True))}, Sum("total", names)


def hides(*parts: int) -> list[str]:
    numbers, total = one_sum(*parts)
    return sorted(hidden(numbers, [total]))


def test_what_is_large_enough_is_shown_and_nobody_is_no_secret() -> None:
    assert hides(5, 12, 0) == []


def test_one_small_number_takes_the_smallest_of_the_others_with_it() -> None:
    assert hides(3, 40, 7) == ["part 0", "part 2"]


def test_two_that_leave_no_doubt_take_a_third_with_them() -> None:
    """Two numbers below five that make eight together can only be four and four."""
    assert hides(4, 4, 9) == ["part 0", "part 1", "part 2"]
    assert hides(4, 4) == ["part 0", "part 1", "total"]


def test_where_all_are_small_the_total_is_hidden_too() -> None:
    assert hides(1, 1, 1) == ["part 0", "part 1", "part 2", "total"]


@given(st.lists(A_FEW, min_size=1, max_size=5))
def test_what_a_reader_could_work_out_leaves_more_than_one_answer_for_each_hidden_number(parts: list[int]) -> None:
    numbers, total = one_sum(*parts)
    found = hidden(numbers, [total])
    behind = [numbers[name] for name in total.parts if name in found]
    if behind and "total" not in found:
        # All that is known is their sum, and that each is at least 1.
        assert sum(behind) > len(behind) > 1
    assert not any(0 < numbers[name] < LEAST for name in numbers if name not in found)


@given(st.lists(A_FEW, min_size=12, max_size=12), st.sampled_from("ad"))
def test_in_a_table_no_total_gives_a_number_away_in_either_direction(drawn: list[int], elsewhere: str) -> None:
    numbers = {row + column: drawn[3 * i + j] for i, row in enumerate(ROWS) for j, column in enumerate(COLUMNS)}
    sums = [Sum(f"{row}*", [row + column for column in COLUMNS]) for row in ROWS]
    sums += [Sum(f"*{column}", [row + column for row in ROWS]) for column in COLUMNS]
    sums += [Sum("**", [f"{row}*" for row in ROWS]), Sum("**", [f"*{column}" for column in COLUMNS])]
    for each in sums[:7] + sums[7:8]:
        numbers[each.total] = sum(numbers[part] for part in each.parts)
    never = [elsewhere + column for column in COLUMNS] + [f"{elsewhere}*"]
    found = hidden(numbers, sums, never)
    for each in sums:
        behind = [numbers[part] for part in each.parts if part in found]
        if each.total in found:
            assert behind
        elif behind:
            assert len(behind) > 1 and sum(behind) >= LEAST
    assert not [key for key, number in numbers.items() if 0 < number < LEAST and key not in found]
