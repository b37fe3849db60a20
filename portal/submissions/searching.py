"""A search in a municipality's queue: the rarest word leads, so that a name that everybody has costs no more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from portal.storage.municipal_cases import municipal_case_words, municipal_cases
from portal.storage.sealing import Seals
from portal.submissions import queue
from portal.submissions.finding import looked_for

MOST_FOUND = 50


def search(connection: Connection, seals: Seals, municipality: str, typed: str, *, now: datetime) -> queue.Page:
    """The households to which all that was typed belongs, also those that are over; `counted_all`: these are all."""
    wanted = looked_for(seals, municipality, typed)
    if not wanted:
        return queue.Page([])
    # Names that many have say little, so the rarest word leads; what it brings is looked at for all the others.
    groups = [_with_word(connection, municipality, word, most=MOST_FOUND + 1) for word in wanted]
    if len(wanted) > 1 and min(map(len, groups)) > MOST_FOUND:
        groups = [_with_word(connection, municipality, word, most=queue.LOOKED_AT + 1) for word in wanted]
    found = min(groups, key=len)
    rarest = wanted[groups.index(found)]
    whole = len(found) <= queue.LOOKED_AT
    for word in wanted:
        if word != rarest:
            found = _with_word(connection, municipality, word, most=queue.LOOKED_AT, among=found[: queue.LOOKED_AT])
    table = municipal_cases.c
    mine = select(municipal_cases).where(table.municipality == municipality, table.id.in_(found[: MOST_FOUND + 1]))
    rows = connection.execute(mine.order_by(table.waiting_since, table.id)).all()
    all_of_them = whole and len(rows) <= MOST_FOUND
    return queue.Page(queue.lines(connection, seals, rows[:MOST_FOUND], now), counted_all=all_of_them)


def _with_word(
    connection: Connection, municipality: str, word: str, *, most: int, among: Sequence[str] | None = None
) -> list[str]:
    """The cases to which this word belongs, of all or of some; the first so many."""
    words = municipal_case_words.c
    query = select(words.case_id).where(words.municipality == municipality, words.lookup == word)
    if among is not None:
        query = query.where(words.case_id.in_(among))
    return list(connection.execute(query.order_by(words.case_id).limit(most)).scalars())
