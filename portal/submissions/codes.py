"""Codes that are written on paper and read aloud: references, and the codes that open a draft again.

Two groups out of 33 characters (no I, O, U), the last being a check character: every single wrong character and every
swap of neighbours is noticed. Seven free characters are 35 bits; wrong tries are limited besides. Codes that last no
longer than a day may be shorter.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ"
# The check character weighs 1. Each weight, and each difference between neighbours (14 and 1 too), has no factor in
# common with 33, which is what makes the check complete.
WEIGHTS = (2, 4, 5, 7, 8, 10, 14)
MISREAD = str.maketrans({"O": "0", "I": "1", "U": "V"})


LENGTH = len(WEIGHTS) + 1


def new_code(length: int = LENGTH) -> str:
    """A fresh code of at most eight characters, for example `7K3M-9QXD`."""
    return with_check("".join(secrets.choice(ALPHABET) for _ in range(length - 1)))


def with_check(free: str) -> str:
    """At most seven characters with their check character, in two groups."""
    weights = WEIGHTS[len(WEIGHTS) - len(free) :]
    value = sum(weight * ALPHABET.index(character) for weight, character in zip(weights, free, strict=True))
    whole = free + ALPHABET[-value % len(ALPHABET)]
    half = len(whole) // 2
    return f"{whole[:half]}-{whole[half:]}"


def understood(typed: str, length: int = LENGTH) -> str | None:
    """The code in what was typed: small letters, spaces and a missing hyphen are fine; None when it cannot be one."""
    text = "".join(character for character in typed.upper() if character not in " -\u2010\u2011–—\t").translate(MISREAD)
    if len(text) != length or any(character not in ALPHABET for character in text):
        return None
    code = with_check(text[:-1])
    return code if code.endswith(text[-1]) else None
