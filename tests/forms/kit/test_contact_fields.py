"""Telephone numbers, e-mail addresses and whole numbers are taken as people write them, and stored in one way."""

import pytest

from forms.kit.contact_fields import EmailQuestion, PhoneQuestion, WholeNumberQuestion
from forms.kit.step import StepForm
from tests.forms.kit.page import complaints, opened, sent


class Contact(StepForm):
    """How somebody is reached, and how many live there."""

    phone = PhoneQuestion("Telephone")
    email = EmailQuestion("E-mail")
    rooms = WholeNumberQuestion("How many rooms?", least=0, most=20)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("400 00 000", "+4740000000"),
        ("+47 400 00 000", "+4740000000"),
        ("0047 40000000", "+4740000000"),
        ("+380 50 000 00 00", "+380500000000"),
        ("+380 (50) 000-00-00", "+380500000000"),
        ("٤٠٠٠٠٠٠٠", "+4740000000"),
        ("４００００００0", "+4740000000"),
    ],
)
def test_a_telephone_number_is_taken_however_it_is_written(typed: str, stored: str) -> None:
    page = sent(Contact, {"phone": typed})
    assert complaints(page) == [] and page.answers == {"phone": stored}
    assert page.phone.value == typed


@pytest.mark.parametrize(
    ("typed", "begins"),
    [
        ("ask my sister", "This is not a telephone number."),
        ("+999 12345678", "This is not a telephone number."),
        ("400 00 00", "A digit is missing, or there is one too many."),
        ("+380 50 123", "A digit is missing, or there is one too many."),
        ("+47 400 00 000 00", "A digit is missing, or there is one too many."),
        ("4" * 41, "Use at most 40 characters."),
    ],
)
def test_a_telephone_number_that_cannot_be_is_explained(typed: str, begins: str) -> None:
    page = sent(Contact, {"phone": typed})
    ((where, message),) = complaints(page)
    assert where == "phone" and message.startswith(begins)
    assert page.phone.value == typed and page.answers == {}


def test_a_stored_telephone_number_is_shown_with_its_country_and_taken_back_as_it_is_shown() -> None:
    shown = opened(Contact, {"phone": "+380500000000"}).phone.value
    assert shown.startswith("+380 ")
    assert sent(Contact, {"phone": shown}).answers == {"phone": "+380500000000"}
    assert opened(Contact).phone.value == ""


@pytest.mark.parametrize("typed", ["olena@example.org", "o.l+e-n_a@mail.example.co", " olena@example.org "])
def test_an_email_address_is_stored_without_the_spaces_around_it(typed: str) -> None:
    page = sent(Contact, {"email": typed})
    assert complaints(page) == [] and page.answers == {"email": typed.strip()}


@pytest.mark.parametrize(
    "typed",
    [
        "olena", "olena@", "@example.org", "olena@example", "ole na@example.org", "olena@exa mple.org",
        "olena@example..org", "o..lena@example.org", "olena@@example.org", "олена@example.org", "olena@example.o",
    ],
)  # fmt: skip
def test_what_is_no_email_address_is_shown_an_example(typed: str) -> None:
    assert complaints(sent(Contact, {"email": typed})) == [
        ("email", "Write the e-mail address like this: name@example.org")
    ]


@pytest.mark.parametrize(("typed", "stored"), [("0", 0), ("20", 20), (" 7 ", 7), ("٣", 3), ("007", 7)])
def test_a_whole_number_is_taken_in_any_digits_and_stored_as_a_number(typed: str, stored: int) -> None:
    page = sent(Contact, {"rooms": typed})
    assert complaints(page) == [] and page.answers == {"rooms": stored}


@pytest.mark.parametrize("typed", ["21", "-1", "3.5", "three", "1e1", "9999999", "²"])
def test_another_number_is_refused_with_the_numbers_that_can_be(typed: str) -> None:
    assert complaints(sent(Contact, {"rooms": typed})) == [("rooms", "Write a number from 0 to 20.")]


def test_zero_is_an_answer_and_shown_as_one() -> None:
    page = opened(Contact, {"rooms": 0})
    assert page.rooms.value == "0" and page.answers == {"rooms": 0}
    assert opened(Contact).rooms.value == ""


def test_the_keyboard_of_a_phone_fits_the_question() -> None:
    page = opened(Contact)
    assert [(each.input_type, each.inputmode) for each in (page.phone, page.email, page.rooms)] == [
        ("tel", "tel"),
        ("email", "email"),
        ("text", "numeric"),
    ]
