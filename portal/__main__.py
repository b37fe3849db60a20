"""What an operator can do: `python -m portal serve | work | migrate | tidy | reseal | reconcile | audit | …`."""

import argparse
import asyncio
import base64
import secrets
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from portal.settings import NotReady, Settings
from portal.storage.database import Database, role_of
from portal.storage.durability import Unsafe
from portal.storage.migrating import is_migrated
from portal.storage.migrating import migrate as take_missing_steps
from portal.web.seam import set_up_logging


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m portal", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("case", nargs="?", help="for audit: the reference or id of a case, to see who has looked at it")
    said = parser.parse_args(arguments)
    if said.case and said.command != "audit":
        parser.error("only audit takes a case")
    set_up_logging()
    try:
        who_has_looked(said.case) if said.case else COMMANDS[said.command]()
    except (NotReady, Unsafe) as reason:
        sys.stderr.write(f"The portal does not start: {reason}\n")
        return 2
    return 0


def _ready(settings: Settings) -> Database:
    """The database, once it is sure that it loses nothing, has its tables, and was written with our keys."""
    from portal.submissions.right_keys import refuse_wrong_keys

    database = Database.open(settings.database_url)
    database.refuse_unsafe_settings()
    if not is_migrated(database):
        raise NotReady("The database lacks tables of this version: python -m portal migrate.")
    refuse_wrong_keys(database, settings.seals())
    return database


def serve() -> None:
    """Answer browsers."""
    from portal.web.server import answer

    settings = Settings.read()
    _ready(settings).close()
    answer(settings)


def work() -> None:
    """Carry records to the case system, and hear what it says, until told to stop."""
    from portal.working import worker_of

    settings = Settings.read()
    database = _ready(settings)

    async def until_told_to_stop() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await worker_of(settings, database).run(stop)

    asyncio.run(until_told_to_stop())
    database.close()


def migrate() -> None:
    """Bring the database to the tables this version expects, and to the units that the settings name."""
    from portal.access.accounts import store_units
    from portal.access.units import UnclearUnits, read

    settings = Settings.read()
    try:
        named = read(settings.units)
    except UnclearUnits as unclear:
        raise NotReady(f"PORTAL_UNITS: {unclear}.") from unclear
    database = Database.open(settings.owner_database_url or settings.database_url)
    take_missing_steps(database, role_of(settings.database_url) if settings.owner_database_url else None)
    with database.transaction() as connection:
        store_units(connection, named)
    database.close()


def tidy() -> None:
    """Remove what is past its end date, and count the figures anew before it is gone."""
    from portal.access.openings import tidy as remove_old_openings
    from portal.storage.opinions import tidy as remove_old_opinions
    from portal.submissions.concerns import refresh_all
    from portal.submissions.counting import count
    from portal.submissions.retention import tidy as remove_what_is_over
    from portal.submissions.taking_out import tidy as remove_old_requests
    from portal.web.sessions import tidy as remove_old_visits
    from portal.web.staff_sessions import tidy as remove_old_staff_visits

    now = datetime.now(UTC)
    settings = Settings.read()
    database = Database.open(settings.database_url)
    count(database, settings.seals(), now)
    with database.transaction() as connection:
        done = remove_what_is_over(connection, now, archive=settings.archive_folder is not None)
        said = remove_old_opinions(connection, now.date())
        remove_old_requests(connection, now)
        remove_old_openings(connection, now)
        visits = remove_old_visits(connection, now) + remove_old_staff_visits(connection, now)
    # Children come of age, and what an older version of the portal has sent is not in any queue yet.
    looked_at = refresh_all(database, settings.seals())
    database.close()
    sys.stdout.write(
        f"removed: {done.drafts} drafts, {done.submissions} sent applications, {done.tries} tries, {visits} visits, "
        f"{said} opinions\nlooked at anew: {looked_at} applications\n"
    )


def overwrite() -> None:
    """Let nothing that was removed stay in the files of PostgreSQL; only the owner of the tables can."""
    settings = Settings.read()
    database = Database.open(settings.owner_database_url or settings.database_url)
    database.overwrite_what_was_deleted()
    database.close()


def reseal() -> None:
    """Seal everything anew that was sealed with an older key; afterwards that key may be removed."""
    from portal.submissions.resealing import reseal as seal_anew

    settings = Settings.read()
    database = Database.open(settings.database_url)
    sys.stdout.write(f"sealed anew: {seal_anew(database, settings.seals())} values\n")
    database.close()


def reconcile() -> None:
    """Compare the records of the last days with the case system's receipts, and list what differs."""
    from portal.delivery import reconcile as compare
    from portal.working import case_system_of

    settings = Settings.read()
    database = Database.open(settings.database_url)
    now = datetime.now(UTC)
    found = asyncio.run(compare(database, case_system_of(settings), now - timedelta(days=30), now))
    for finding in found:
        sys.stdout.write(f"{finding.kind}: {finding.about} {finding.detail}\n")
    sys.stdout.write(f"{len(found)} differences\n")
    database.close()


def audit() -> None:
    """Look whether every row of the audit log is as it was written, and as it was told outside."""
    from portal.access.anchoring import told
    from portal.access.audit import verify

    settings = Settings.read()
    database = Database.open(settings.database_url)
    with database.reading() as connection:
        verdict = verify(connection, settings.seals(), told(settings.audit_anchor))
    database.close()
    if verdict.broken is not None:
        raise NotReady(f"row {verdict.broken} of the audit log is not as it was written, or is missing.")
    sys.stdout.write(f"{verdict.rows} rows, all as they were written; the last seal is {verdict.seal}\n")


def who_has_looked(case: str) -> None:
    """Who of the staff has read or done what about a case, by its reference or id."""
    from portal.access.audit import about
    from portal.submissions.cases import id_of

    database = Database.open(Settings.read().database_url)
    with database.reading() as connection:
        rows = about(connection, id_of(connection, case) or case)
    database.close()
    for row in rows:
        sys.stdout.write(f"{row.at}  {row.staff}  {row.role}  {row.unit}  {row.act}  {row.fields}\n")
    sys.stdout.write(f"{len(rows)} rows\n")


def appoint() -> None:
    """Let the first administrator of rights in: the number of the account is read from standard input."""
    from portal.access.accounts import NotPossible, appoint_administrator

    number = sys.stdin.readline().strip()
    database = Database.open(Settings.read().database_url)
    try:
        with database.transaction() as connection:
            appoint_administrator(connection, number)
    except NotPossible as reason:
        raise NotReady("There is no such account, or no directorate among PORTAL_UNITS.") from reason
    finally:
        database.close()


def keys() -> None:
    """Print fresh keys for every setting that needs one."""

    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    today = datetime.now(UTC).strftime("%Y%m%d")
    for name in ("ANSWER_KEYS", "HEALTH_KEYS", "PROTECTED_KEYS"):
        sys.stdout.write(f"PORTAL_{name}={today}:{key()}\n")
    for name in ("LOOKUP_KEY", "TOKEN_KEY"):
        sys.stdout.write(f"PORTAL_{name}={key()}\n")


def demo() -> None:
    """Portal, worker, demo case system and sample data on this machine."""
    from portal.demo import run

    run()


COMMANDS: dict[str, Callable[[], None]] = {
    command.__name__: command
    for command in (serve, work, migrate, tidy, overwrite, reseal, reconcile, audit, appoint, keys, demo)
}

if __name__ == "__main__":
    sys.exit(main())
