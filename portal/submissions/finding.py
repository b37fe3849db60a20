"""Finding a household in a municipality's queue by a name in any alphabet, a number or the reference, all unread.

What is looked for is a keyed hash that is another in each municipality, so that the rows tell nobody who is where.
"""

import re
from collections.abc import Iterator

from forms.kit.answers import Answers, Person
from forms.kit.names import name_key
from forms.kit.text import ascii_digits
from forms.questions.situation import name_of
from portal.storage.sealing import Seals
from portal.submissions.codes import understood


def lookups(seals: Seals, municipality: str, answers: Answers, reference: str) -> set[str]:
    """Everything by which this household is found."""
    words = {f"reference|{reference}"}
    for person in answers.people:
        words |= set(_of_person(person))
    return {_lookup(seals, municipality, word) for word in words}


def looked_for(seals: Seals, municipality: str, typed: str) -> list[str]:
    """What must all belong to a household for it to be what was `typed`; nothing where nothing can be looked for."""
    if reference := understood(typed):
        return [_lookup(seals, municipality, f"reference|{reference}")]
    digits = re.sub(r"[\s.-]", "", ascii_digits(typed))
    if re.fullmatch(r"[0-9A-Za-z]{5,20}", digits) and re.search("[0-9]", digits):
        return [_lookup(seals, municipality, f"number|{digits.upper()}")]
    return [_lookup(seals, municipality, f"name|{word}") for word in sorted(set(name_key(typed).split()))]


def _of_person(person: Person) -> Iterator[str]:
    for number in person.said("numbers", "numbers") or []:
        yield f"number|{number['value'].upper()}"
    for name in (name_of(person), person.said("name", "native_script") or ""):
        yield from (f"name|{word}" for word in name_key(name).split())


def _lookup(seals: Seals, municipality: str, word: str) -> str:
    return seals.lookup("municipal search", f"{municipality}|{word}")
