"""Only in the demo: invented people who sign in by choosing who they are. Production does not start with them."""

from sqlalchemy import Connection, insert, select

from portal.access.accounts import identities, open_account, store_units
from portal.access.identities import NEEDS_ANOTHER, Identity, Role, Unit
from portal.storage.staff import grants, staff

ISSUER = "urn:settlement-portal:demo"

UNITS = (
    Unit("demo-centre-1", "centre", "Åmotdalen mottak", "313367002", "3305"),
    Unit("demo-centre-2", "centre", "Fjordheim mottak", "313367010", "4601"),
    Unit("demo-hospital-1", "hospital", "Fjordbyen sykehus", "313367053", "4601"),
    Unit("demo-municipality-1", "municipality", "Bergen kommune", "313367029", "4601", "flyktning@bergen.example"),
    Unit(
        "demo-municipality-2", "municipality", "Stavanger kommune", "313367037", "1103", "flyktning@stavanger.example"
    ),
    Unit("demo-directorate", "directorate", "IMDi", "313367045"),
)

# Who they are to the demo, in which role, where. Two administrators, caseworkers and handlers: some things need two.
PEOPLE: dict[str, tuple[Role, str]] = {
    "centre-1": ("registrar", "demo-centre-1"),
    "centre-2": ("registrar", "demo-centre-2"),
    "hospital-1": ("registrar", "demo-hospital-1"),
    "municipality-1": ("municipality", "demo-municipality-1"),
    "municipality-2": ("municipality", "demo-municipality-2"),
    "directorate": ("caseworker", "demo-directorate"),
    "directorate-too": ("caseworker", "demo-directorate"),
    "handler": ("handler", "demo-directorate"),
    "handler-too": ("handler", "demo-directorate"),
    "administrator": ("administrator", "demo-directorate"),
    "administrator-too": ("administrator", "demo-directorate"),
    "auditor": ("auditor", "demo-directorate"),
}


def prepare(connection: Connection) -> None:
    """Invent the units and the people, with their rights; those that are there already stay as they are."""
    store_units(connection, UNITS)
    for who, (role, unit) in PEOPLE.items():
        if connection.execute(select(staff.c.id).where(staff.c.issuer == ISSUER, staff.c.subject == who)).first():
            continue
        pseudonym = open_account(connection, ISSUER, who)
        account = select(staff.c.created_at).where(staff.c.id == pseudonym).scalar_subquery()
        connection.execute(
            insert(grants).values(
                staff_id=pseudonym,
                unit_code=unit,
                role=role,
                granted_by="demo",
                granted_at=account,
                needs_another=role in NEEDS_ANOTHER,
                confirmed_by="demo-too",
            )
        )


def identity_of(connection: Connection, who: str) -> Identity | None:
    """The right of a demo person; None where it was ended meanwhile."""
    query = select(staff.c.id).where(staff.c.issuer == ISSUER, staff.c.subject == who)
    pseudonym = connection.execute(query).scalar()
    found = identities(connection, pseudonym, [unit.organisation for unit in UNITS]) if pseudonym else []
    return found[0] if found else None
