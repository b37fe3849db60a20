"""Whether somebody in a household already stands in another live application: same number, or birth date and name.

Of a draft this is known only where a centre writes it: what people write alone is nobody's business before it is sent.
"""

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, literal, select, update

from forms.kit.answers import Answers, Person
from forms.kit.names import name_key
from forms.questions.situation import born, name_of
from portal.storage.centre_households import people_begun
from portal.storage.drafts import drafts
from portal.storage.once import one_after_another
from portal.storage.sealing import Seals
from portal.storage.submissions import same_person, submissions
from portal.submissions.duplicate_pairs import decided_with


def lookups(seals: Seals, answers: Answers) -> set[str]:
    """Keyed hashes of everything by which one of these people could be found again."""
    return {lookup for person in answers.people for lookup in _of_person(seals, answers, person)}


def exists(connection: Connection, seals: Seals, answers: Answers, submission_id: str) -> bool:
    """True when another application that was not withdrawn has one of these people.

    One of people who must not be found counts only among such: else asking about a number would show that it exists.
    """
    protected = answers.said("protection", "protected") == "yes"
    # PostgreSQL keeps no sample of hashes and believes in many: asked for all in one, it would read every application.
    found = select(same_person.c.submission_id).where(same_person.c.lookup.in_(lookups(seals, answers)))
    query = (
        select(submissions.c.id)
        .where(submissions.c.id.in_(set(connection.execute(found).scalars()) - {submission_id}))
        .where(submissions.c.withdrawn_at.is_(None))
        .where((submissions.c.seal != "protected") | literal(protected))
        # What a person has decided on is not pointed out again.
        .where(~decided_with(submission_id))
    )
    return connection.execute(query).first() is not None


def begun_elsewhere(connection: Connection, seals: Seals, answers: Answers, draft_id: str) -> bool:
    """True when another household that a centre is registering has one of these people."""
    query = (
        select(people_begun.c.id)
        .join(drafts, drafts.c.id == people_begun.c.draft_id)
        .where(people_begun.c.lookup.in_(lookups(seals, answers)))
        .where(drafts.c.id != draft_id, drafts.c.keep_until > datetime.now(UTC))
    )
    return connection.execute(query).first() is not None


def remember_begun(connection: Connection, seals: Seals, answers: Answers, draft_id: str) -> None:
    """So that another centre notices that these people are registered already."""
    connection.execute(delete(people_begun).where(people_begun.c.draft_id == draft_id))
    rows = [{"draft_id": draft_id, "lookup": lookup} for lookup in sorted(lookups(seals, answers))]
    if rows:
        connection.execute(insert(people_begun), rows)


def remember(connection: Connection, seals: Seals, answers: Answers, submission_id: str) -> None:
    """So that a later application about the same person is noticed."""
    mine = same_person.c.submission_id == submission_id
    before = set(connection.execute(select(same_person.c.lookup).where(mine)).scalars())
    found = lookups(seals, answers)
    # Two who send at the same moment must each see the other.
    for lookup in sorted(before | found):
        one_after_another(connection, f"same person {lookup}")
    connection.execute(delete(same_person).where(mine))
    if found:
        rows = [{"submission_id": submission_id, "lookup": lookup, "shared": False} for lookup in sorted(found)]
        connection.execute(insert(same_person), rows)
    elsewhere = select(same_person.c.lookup).where(same_person.c.lookup.in_(found), ~mine).distinct()
    if shared := set(connection.execute(elsewhere).scalars()):
        not_yet = (same_person.c.lookup.in_(shared), ~same_person.c.shared)
        connection.execute(update(same_person).where(*not_yet).values(shared=True))


def _of_person(seals: Seals, answers: Answers, person: Person) -> list[str]:
    numbers = person.said("numbers", "numbers") or []
    # A registration number is a family's, not a person's, so it tells nothing of who somebody is.
    found = [seals.lookup("number", f"{n['kind']}|{n['value']}") for n in numbers if n["kind"] != "reg"]
    known = born(answers, person)
    if known is None:
        return found
    for name in {name_of(person), person.said("name", "native_script") or ""} - {""}:
        found.append(seals.lookup("birth and name", f"{known}|{name_key(name)}"))
    return found
