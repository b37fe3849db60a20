"""Which rules hold for whom and when: `book/` says it with its sources, `rulebook.py` looks it up, `questions.py` asks.

A rule in `book/<topic>.yaml`:

    id           its name
    kind         answer (to "do I apply?": exactly one holds for everybody), right, duty, deadline, step or note
    for          codes by question, see `questions.py`; a question that is not named makes no difference
    since/until  the first day it holds, and the first day it no longer does (each may be left out)
    counted_on   today (if left out), or start: when the introduction programme was offered
    source       its id in `book/sources.yaml`
    checked_on   the day somebody compared it with the source
    page         the information page that says more
    text         what the reader is told, in every language; an answer has a title too
"""
