"""On PostgreSQL the database itself knows whose a row is, and the portal works under a role that cannot change that."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Table, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from portal.access import demo_identities
from portal.storage.audit import audit_rows
from portal.storage.belonging import BELONGS_TO, SAID_IN, WithoutUnit, for_all_units, work_for
from portal.storage.capacity import capacity_reports
from portal.storage.centre_households import centre_households
from portal.storage.database import Database, metadata
from portal.storage.durability import Unsafe
from portal.storage.migrating import migrate
from portal.storage.row_security import let_work
from tests.fresh_database import WORKER

# Elsewhere storage/belonging.py alone refuses.
pytestmark = pytest.mark.parametrize("owner", ["postgresql"], indirect=True)
OURS, THEIRS = "demo-centre-1", "demo-centre-2"
OF_UNITS = [table for table in metadata.sorted_tables if BELONGS_TO in table.info]


@pytest.fixture
def guarded(database: Database) -> Database:
    """A household at each of two centres."""
    with database.transaction() as connection:
        demo_identities.prepare(connection)
        for unit in (OURS, THEIRS):
            work_for(connection, unit)
            household = {"id": f"of-{unit}", "unit_code": unit, "begun_by": "staff-a", "begun_at": datetime.now(UTC)}
            connection.execute(insert(centre_households).values(household))
    return database


@pytest.fixture
def asked(guarded: Database) -> Iterator[Connection]:
    """A transaction in which nobody has said for whom it is."""
    with guarded.reading() as connection:
        yield connection


def all_of(connection: Connection, table: Table = centre_households) -> list[str]:
    """What is there for a query that forgot to name a unit, asked past our own check."""
    return sorted(connection.execute(text(f"SELECT id FROM {table.name}")).scalars())


@pytest.fixture(params=["made at once", "made by the migrations"])
def made(request: pytest.FixtureRequest, owner: Database) -> Database:
    """The tables as tests make them, and as an installation does."""
    if request.param == "made by the migrations":
        with owner.transaction() as connection:
            metadata.drop_all(connection)
            connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        migrate(owner, WORKER)
        with owner.transaction() as connection:
            connection.execute(text("DROP TABLE alembic_version"))
    return owner


def test_every_table_that_belongs_to_units_is_guarded(made: Database) -> None:
    state = text("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = to_regclass(:name)")
    policy = text("SELECT qual FROM pg_policies WHERE tablename = :name AND cmd = 'ALL'")
    with made.reading() as connection:
        for table in OF_UNITS:
            on = connection.execute(state, {"name": table.name}).scalar_one()
            rule = connection.execute(policy, {"name": table.name}).scalar()
            assert on and rule and table.info[BELONGS_TO] in rule and SAID_IN[table.info[BELONGS_TO]] in rule, (
                f"The migration that makes {table.name} must end with row_security.protect(op.get_bind(), "
                f"{table.name!r}, {table.info[BELONGS_TO]!r})."
            )


def test_of_what_is_sealed_no_sample_is_kept_for_the_planner(made: Database) -> None:
    with made.reading() as connection:
        sampled = connection.execute(
            text(
                "SELECT relname, attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
                "WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace "
                "AND (atttypid = 'bytea'::regtype OR attname LIKE '%lookup') AND attstattarget IS DISTINCT FROM 0"
            )
        ).all()
    assert not sampled


def test_where_nobody_is_said_to_ask_no_row_is_there(asked: Connection) -> None:
    for table in OF_UNITS:
        assert rows_there(asked, table) == 0
    asked.execute(text("SELECT set_config('portal.unit', '', true)"))
    for table in OF_UNITS:
        assert rows_there(asked, table) == 0


def rows_there(connection: Connection, table: Table) -> int:
    count: int = connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one()
    return count


def test_a_query_that_forgets_the_unit_finds_only_ones_own(asked: Connection) -> None:
    work_for(asked, OURS)
    assert all_of(asked) == [f"of-{OURS}"]


def test_a_query_that_names_another_unit_finds_nothing_and_changes_nothing(guarded: Database) -> None:
    theirs = centre_households.c.unit_code == THEIRS
    with guarded.transaction() as connection:
        work_for(connection, OURS)
        assert connection.execute(select(centre_households.c.id).where(theirs)).all() == []
        assert connection.execute(update(centre_households).where(theirs).values(begun_by="x")).rowcount == 0


def test_nothing_is_written_in_the_name_of_another_unit(guarded: Database) -> None:
    row = {"id": "new", "unit_code": THEIRS, "begun_by": "staff-a", "begun_at": datetime.now(UTC)}
    with guarded.reading() as connection:
        work_for(connection, OURS)
        with pytest.raises(DBAPIError, match="row-level security"):
            connection.execute(insert(centre_households).values(row))


def test_the_next_transaction_of_the_same_connection_is_nobodys(guarded: Database) -> None:
    one = Database.open(guarded.engine.url.render_as_string(hide_password=False), pool_size=1)
    with one.reading() as connection:
        work_for(connection, OURS)
    with one.reading() as connection:
        assert all_of(connection) == []
    one.close()


def test_the_portals_own_work_reaches_all_units_and_only_while_it_says_so(asked: Connection) -> None:
    work_for(asked, OURS)
    everything = select(centre_households.c.id)
    assert len(asked.execute(everything, execution_options={"all_units": True}).all()) == 2
    assert all_of(asked) == [f"of-{OURS}"]
    with for_all_units(asked):
        assert len(asked.execute(everything).all()) == 2
    assert all_of(asked) == [f"of-{OURS}"]
    with pytest.raises(WithoutUnit):
        asked.execute(everything)


def test_nobody_works_for_a_unit_that_stands_for_all(asked: Connection) -> None:
    for unit, municipality in (("*", None), ("", None), (OURS, "*")):
        with pytest.raises(WithoutUnit):
            work_for(asked, unit, municipality)


def test_who_lies_in_a_municipality_does_not_work_for_it(guarded: Database) -> None:
    report = {"id": "r", "municipality": "4601", "year": 2026, "number": 1, "decided_places": 1, "homes": []}
    rest = {"reported_by": "staff-a", "reported_at": datetime.now(UTC)}
    with guarded.transaction() as connection:
        work_for(connection, "demo-municipality-1", "4601")
        connection.execute(insert(capacity_reports).values(report | rest))
    for whose, rows in (
        ((THEIRS, None), 0),
        (("demo-municipality-2", "1103"), 0),
        (("demo-municipality-1", "4601"), 1),
    ):
        with guarded.reading() as connection:
            work_for(connection, *whose)
            assert rows_there(connection, capacity_reports) == rows


@pytest.mark.parametrize(
    "forbidden",
    [
        "CREATE TABLE anything (id int)",
        "ALTER TABLE centre_households DISABLE ROW LEVEL SECURITY",
        "DROP POLICY of_one_unit ON centre_households",
        "DROP TABLE drafts",
        "TRUNCATE centre_households",
        "UPDATE audit_rows SET staff = 'x'",
        "DELETE FROM audit_rows",
        "SET ROLE postgres",
        f"ALTER ROLE {WORKER} BYPASSRLS",
    ],
)
def test_the_role_of_the_portal_changes_no_table_no_policy_and_no_row_of_the_log(
    guarded: Database, forbidden: str
) -> None:
    refused = pytest.raises(DBAPIError, match=r"permission denied|must be owner|does not exist")
    with refused, guarded.transaction() as connection:
        connection.exec_driver_sql(forbidden)


def test_the_role_of_the_portal_is_bound_by_row_security(asked: Connection) -> None:
    role = asked.execute(text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = session_user")).one()
    assert role == (False, False)
    assert "INSERT" in str(
        asked.execute(
            text(
                "SELECT string_agg(privilege_type, ' ') FROM information_schema.role_table_grants "
                f"WHERE table_name = '{audit_rows.name}' AND grantee = '{WORKER}'"
            )
        ).scalar()
    )


def test_as_owner_the_portal_does_not_start(owner: Database, database: Database) -> None:
    database.refuse_unsafe_settings()
    with pytest.raises(Unsafe, match="a role of its own"):
        owner.refuse_unsafe_settings()


def test_rights_may_be_given_again(owner: Database) -> None:
    with owner.transaction() as connection:
        let_work(connection, WORKER)
        let_work(connection, WORKER)
