"""Telephone numbers, e-mail addresses and whole numbers, forgiving in how they are written."""

import re
from typing import Any

import phonenumbers

from forms.kit.fields import TextQuestion
from forms.kit.text import ascii_digits
from locales import lazy as _

EMAIL = re.compile(r"[^@\s]{1,64}@(?:[^@\s.]{1,63}\.){1,8}[^@\s.]{2,63}")


class PhoneQuestion(TextQuestion):
    """A telephone number; stored in E.164. A number without country code is Norwegian."""

    input_type = "tel"

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, limit=40, width="medium", inputmode="tel", **rest)

    def understood(self, typed: str) -> str:
        text = ascii_digits(super().understood(typed))
        try:
            number = phonenumbers.parse(text, "NO")
        except phonenumbers.NumberParseException as error:
            raise ValueError(_("This is not a telephone number. Write it with +47 or +380 in front.")) from error
        # What can be called within one town only reaches nobody from here.
        if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
            raise ValueError(_("A digit is missing, or there is one too many. Write the number with the country code."))
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    def shown(self) -> str:
        if not self.data:
            return ""
        return str(
            phonenumbers.format_number(phonenumbers.parse(self.data), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        )


class EmailQuestion(TextQuestion):
    """An e-mail address."""

    input_type = "email"

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, limit=254, inputmode="email", **rest)

    def understood(self, typed: str) -> str:
        text = super().understood(typed)
        if not EMAIL.fullmatch(text) or ".." in text or not text.isascii():
            raise ValueError(_("Write the e-mail address like this: name@example.org"))
        return str(text)


class WholeNumberQuestion(TextQuestion):
    """A whole number between `least` and `most`."""

    def __init__(self, label: str, *, least: int, most: int, **rest: Any) -> None:
        super().__init__(label, limit=10, width="short", inputmode="numeric", **rest)
        self.least = least
        self.most = most

    def empty(self) -> bool:
        return self.data is None

    def understood(self, typed: str) -> int:
        text = ascii_digits(super().understood(typed))
        if not re.fullmatch(r"[0-9]{1,6}", text) or not self.least <= int(text) <= self.most:
            raise ValueError(_("Write a number from %(least)s to %(most)s.", least=self.least, most=self.most))
        return int(text)

    def shown(self) -> str:
        return "" if self.data is None else str(self.data)
