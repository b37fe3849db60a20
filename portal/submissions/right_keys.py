"""Before the start: whether the keys of the settings are those with which this database was written."""

from itertools import product

from sqlalchemy import select

from portal.settings import KEY_RINGS, NotReady
from portal.storage.database import Database
from portal.storage.sealing import KINDS, DoesNotOpen, Seals
from portal.storage.submissions import submissions
from portal.submissions.cases import as_draft
from portal.submissions.resealing import ALL_UNITS, key_of_row, sealed_columns, used_for


def refuse_wrong_keys(database: Database, seals: Seals) -> None:
    """Raise NotReady when something stored does not open, or would not be found: nothing is to be sealed on top."""
    with database.reading() as connection:
        for (table, column, kind), seal in product(sealed_columns(), KINDS):
            query = select(table.c.id, column).where(column.is_not(None), key_of_row(table, kind) == seal).limit(1)
            for row_id, value in connection.execute(query, execution_options=ALL_UNITS):
                used = used_for(kind, seal)
                try:
                    seals.open(used, f"{table.name}|{column.name}|{row_id}", value)
                except DoesNotOpen as wrong:
                    raise NotReady(f"PORTAL_{KEY_RINGS[used]} does not open what this database holds.") from wrong
        query = select(submissions.c.id, submissions.c.code_lookup).where(submissions.c.answers.is_not(None)).limit(1)
        for row in connection.execute(query):
            sent = as_draft(connection, seals, row.id)
            if sent is not None and seals.lookup("resume code", sent.code) != row.code_lookup:
                raise NotReady("PORTAL_LOOKUP_KEY finds nothing that this database holds.")
