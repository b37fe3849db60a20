"""Whoever said yes can be told later to which words: other words have another version."""

import hashlib

from forms.questions.on_behalf import VERSION, WORDS
from locales import LANGUAGES, speaking

# By version: the words in all five languages. What was said yes to once stays here.
SAID = {
    "1": "7a2f84920591bf208b9ccb7ae71979e846981d373a02535831dcb20dcb6941be",
    "2": "ee83d80a75209cc6cd66b391057d262f40f4eaba9b605e50617b5555a68c633f",
}


def test_other_words_in_any_language_have_another_version() -> None:
    told = hashlib.sha256()
    for language in LANGUAGES:
        with speaking(language):
            told.update(str(WORDS).encode() + b"\n")
    assert SAID.get(VERSION) == told.hexdigest(), "Raise VERSION, and note here what it stands for"
