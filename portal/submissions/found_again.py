"""Coming back without the reference: by a code to the telephone or e-mail that was given, and the year of birth.

Several people may share a telephone, so more than one application may be found; and nothing tells whether any is there
before both are right.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from portal.delivery.messages import Way, contact_lookup
from portal.storage.one_time_codes import found_again
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.storage.ways import ended, ways
from portal.submissions import second_proof
from portal.submissions.cases import answers_of
from portal.submissions.second_proof import CODE_LASTS, count_try, is_code, last_code

# So much of a reference is shown to tell one's own from another.
LAST_CHARACTERS = 4


@dataclass(frozen=True)
class Choice:
    """An application as somebody recognises their own, and nobody else learns much."""

    submission_id: str
    initials: str
    ending: str


def ask_for_code(connection: Connection, seals: Seals, session_id: str, way: Way, contact: str, language: str) -> None:
    """Let a code be sent to this number or address, for this visit, if applications give it as safe; nobody is told."""
    lookup = contact_lookup(seals, way, contact)
    second_proof.ask_for_code(connection, session_id, way, language, contact_lookup=lookup)


def find(connection: Connection, seals: Seals, session_id: str, typed: str, year: int) -> list[str]:
    """The applications of this contact whose applicant was born that year, once the code is right; otherwise none.

    The visit may choose from them for ten minutes. A wrong year is a try like a wrong code, and spends none.
    """
    row = last_code(connection, session_id)
    if row is None or row.contact_lookup is None:
        return []
    right = is_code(seals, row, typed)
    # Before the code is right nobody is looked for: the time that takes would tell of them.
    there = applications_of(connection, row.contact_lookup) if right else []
    found = [id_ for id_ in there if _born(connection, seals, id_) == year]
    count_try(connection, row, used=right and bool(found))
    if not right:
        return []
    now = datetime.now(UTC)
    connection.execute(delete(found_again).where(found_again.c.session_id == session_id))
    for id_ in found:
        connection.execute(insert(found_again).values(session_id=session_id, submission_id=id_, found_at=now))
    return found


def choices(connection: Connection, seals: Seals, session_id: str) -> list[Choice]:
    """What this visit may choose from."""
    mine = (found_again.c.session_id == session_id) & (found_again.c.found_at > datetime.now(UTC) - CODE_LASTS)
    query = select(submissions).join(found_again, found_again.c.submission_id == submissions.c.id).where(mine)
    found = []
    for row in connection.execute(query.order_by(submissions.c.submitted_at, submissions.c.id)):
        answers = answers_of(seals, row)
        name = (answers.people[0].steps.get("name") or {}) if answers else {}
        initials = " ".join(f"{name[part][0]}." for part in ("given", "family") if name.get(part))
        found.append(Choice(row.id, initials, row.reference[-LAST_CHARACTERS:]))
    return found


def applications_of(connection: Connection, lookup: str) -> list[str]:
    """The applications that give this number or address as safe, the newest first."""
    theirs = select(ways.c.submission_id).join(submissions, submissions.c.id == ways.c.submission_id)
    theirs = theirs.where(ways.c.contact_lookup == lookup, ~ended, submissions.c.answers.is_not(None))
    return list(connection.scalars(theirs.order_by(submissions.c.submitted_at.desc(), submissions.c.id)))


def _born(connection: Connection, seals: Seals, submission_id: str) -> int:
    row = connection.execute(select(submissions).where(submissions.c.id == submission_id)).one()
    answers = answers_of(seals, row)
    return int(str(answers.said("start", "born"))[:4]) if answers else 0
