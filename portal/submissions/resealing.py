"""When a key is changed: everything sealed with an older key is sealed anew, a little at a time, while people go on."""

import time
from collections.abc import Iterator

from sqlalchemy import Column, ColumnElement, Table, literal, select, update

from portal.storage.database import Database
from portal.storage.sealing import Kind, Seals
from portal.storage.tables import (
    asked_questions,
    case_events,
    centre_households,
    change_requests,
    drafts,
    errands,
    figures,
    messages,
    municipal_cases,
    openings,
    own_ways,
    submissions,
    unit_mails,
)

A_FEW = 200
ALL_UNITS = {"all_units": True}


def sealed_columns() -> Iterator[tuple[Table, Column[bytes], str | None]]:
    """(table, sealed column, the kind where it is not the row's own)."""
    yield drafts.drafts, drafts.drafts.c.answers, None
    yield drafts.drafts, drafts.drafts.c.health, "health"
    yield drafts.drafts, drafts.drafts.c.held, "health"
    yield submissions.submissions, submissions.submissions.c.answers, None
    yield errands.errands, errands.errands.c.body, None
    yield messages.messages, messages.messages.c.body, None
    yield asked_questions.asked_questions, asked_questions.asked_questions.c.body, None
    yield own_ways.own_ways, own_ways.own_ways.c.body, None
    yield case_events.case_events, case_events.case_events.c.data, None
    yield municipal_cases.municipal_cases, municipal_cases.municipal_cases.c.details, None
    yield openings.openings, openings.openings.c.reason, None
    yield figures.counted, figures.counted.c.kept, None
    yield change_requests.change_requests, change_requests.change_requests.c.details, None
    yield centre_households.centre_households, centre_households.centre_households.c.sealed, "answers"
    yield unit_mails.mail_choices, unit_mails.mail_choices.c.address, None


def key_of_row(table: Table, kind: str | None) -> ColumnElement[str]:
    """Where a table names no key for each row, all its rows have the one that is named for the column."""
    return table.c.seal if "seal" in table.c else literal(kind)


def used_for(kind: str | None, seal: str) -> Kind:
    """The key of a value: the one of its column, unless the row has one that stands for all of it."""
    return seal if kind is None or seal == "protected" else kind  # type: ignore[return-value]


def reseal(database: Database, seals: Seals) -> int:
    """Seal anew what an older key had sealed; how many values. May be stopped and run again."""
    return sum(_column(database, seals, *each) for each in sealed_columns())


def _column(database: Database, seals: Seals, table: Table, column: Column[bytes], kind: str | None) -> int:
    done, last = 0, ""
    while True:
        began = time.monotonic()
        with database.transaction() as connection:
            query = select(table.c.id, key_of_row(table, kind), column).where(table.c.id > last).order_by(table.c.id)
            rows = connection.execute(query.limit(A_FEW).with_for_update(), execution_options=ALL_UNITS).all()
            for row_id, seal, value in rows:
                used = used_for(kind, seal)
                if not value or not seals.needs_resealing(used, value):
                    continue
                place = f"{table.name}|{column.name}|{row_id}"
                anew = seals.seal(used, place, seals.open(used, place, value))
                change = update(table).where(table.c.id == row_id).values({column.name: anew})
                connection.execute(change, execution_options=ALL_UNITS)
                done += 1
        if not rows:
            return done
        last = rows[-1][0]
        # On SQLite one writes at a time: who waits has as long to come in as this took.
        time.sleep(time.monotonic() - began)
