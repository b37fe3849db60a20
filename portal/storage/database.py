"""One way in and out of the database, the same on SQLite and PostgreSQL.

A function that reads or writes gets a SQLAlchemy connection and is plain, synchronous code. Returning commits;
raising rolls back. On SQLite all writes of a process pass through one thread that commits together what has gathered:
many writers would only fight over SQLite's one lock. A gathered commit too is acknowledged only when it is durable.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.types import TypeDecorator

from portal.storage import row_security, samples
from portal.storage.belonging import reach_one_unit_again, refuse_without_unit
from portal.storage.durability import refuse_unsafe_settings

P = ParamSpec("P")
T = TypeVar("T")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

GATHERED_AT_MOST = 64
SECONDS_TO_WAIT_FOR_A_LOCK = 5


class Unavailable(Exception):
    """The database did not answer in time, or could not keep what it was given; nothing was stored."""


class Instant(TypeDecorator[datetime]):
    """A moment: aware UTC datetimes in Python, and the same moment on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """Connections to one database. `dialect` is "sqlite" or "postgresql"."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        event.listen(engine, "before_execute", refuse_without_unit)
        event.listen(engine, "after_execute", reach_one_unit_again)
        self.dialect: Literal["sqlite", "postgresql"] = "sqlite" if engine.dialect.name == "sqlite" else "postgresql"
        self._threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="storage")
        self._writer = _Writer(self) if self.dialect == "sqlite" else None

    @classmethod
    def open(cls, url: str, *, pool_size: int = 8) -> "Database":
        """Open `url` (`sqlite:///path` or `postgresql+psycopg://…`). Nothing is connected until it is used."""
        # Bound values hold people's answers: hide_parameters keeps them out of every error text.
        if url.startswith("sqlite"):
            engine = create_engine(url, hide_parameters=True)
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        else:
            engine = create_engine(
                url,
                hide_parameters=True,
                pool_size=pool_size,
                max_overflow=0,
                pool_timeout=SECONDS_TO_WAIT_FOR_A_LOCK,
                pool_pre_ping=True,
                connect_args={"connect_timeout": SECONDS_TO_WAIT_FOR_A_LOCK},
            )
        return cls(engine)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A writing transaction: BEGIN IMMEDIATE on SQLite, READ COMMITTED on PostgreSQL.

        Raises Unavailable when the database is locked, full or gone; nothing is stored then.
        """
        with _said_plainly(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading; on SQLite without a lock that outlives a statement."""
        with _said_plainly(), self.engine.connect().execution_options(reading=True) as connection:
            yield connection

    async def write(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function(connection, …)` in a writing transaction, off the event loop."""

        def job(connection: Connection) -> T:
            return function(connection, *args, **kwargs)

        if self._writer is not None:
            return await asyncio.wrap_future(self._writer.hand_in(job))

        def in_transaction() -> T:
            with self.transaction() as connection:
                return job(connection)

        return await asyncio.get_running_loop().run_in_executor(self._threads, in_transaction)

    async def read(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function(connection, …)` for reading, off the event loop."""

        def in_reading() -> T:
            with self.reading() as connection:
                return function(connection, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, in_reading)

    def create_all(self) -> None:
        """Create every table as the code describes it (tests; installations migrate instead)."""
        with self.transaction() as connection:
            metadata.create_all(connection)
            row_security.protect_all(connection, metadata)
            samples.keep_none(connection, metadata)

    def refuse_unsafe_settings(self) -> None:
        """Raise Unsafe when an acknowledged commit could be lost in a power cut, or row security does not bind us."""
        with self.reading() as connection:
            refuse_unsafe_settings(connection, self.dialect)
            row_security.refuse_mighty_role(connection)

    def overwrite_what_was_deleted(self) -> None:
        """Let nothing that was deleted or emptied stay in the files of the database.

        SQLite overwrites it as it deletes (`secure_delete`). PostgreSQL leaves it where it lay until the table is
        written anew, which only its owner can; meanwhile each is locked, one after the other: for hours when few come.
        """
        if self.dialect == "postgresql":
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                for table in metadata.sorted_tables:
                    connection.exec_driver_sql(f'VACUUM (FULL) "{table.name}"')

    def close(self) -> None:
        """End the writer thread after what it has been given, and close all connections."""
        if self._writer is not None:
            self._writer.end()
        self._threads.shutdown()
        self.engine.dispose()


def role_of(url: str) -> str | None:
    """Who works in PostgreSQL at this address."""
    return make_url(url).username


class _Writer:
    """The one thread that writes to SQLite; each job in a savepoint, what has gathered in one commit."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs: queue.SimpleQueue[tuple[Callable[[Connection], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def hand_in(self, job: Callable[[Connection], T]) -> "Future[T]":
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="storage-writer", daemon=True)
                self._thread.start()
        future: Future[T] = Future()
        self._jobs.put((job, future))
        return future

    def end(self) -> None:
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()

    def _work(self) -> None:
        while (first := self._jobs.get()) is not None:
            gathered = [first]
            last = False
            while len(gathered) < GATHERED_AT_MOST and not self._jobs.empty():
                following = self._jobs.get()
                if following is None:
                    last = True
                    break
                gathered.append(following)
            self._commit_together(gathered)
            if last:
                return

    def _commit_together(self, gathered: list[tuple[Callable[[Connection], Any], "Future[Any]"]]) -> None:
        done: list[tuple[Future[Any], Any]] = []
        waiting = [(job, future) for job, future in gathered if future.set_running_or_notify_cancel()]
        try:
            with self._database.transaction() as connection:
                for job, future in waiting:
                    try:
                        with connection.begin_nested():
                            result = job(connection)
                    except OperationalError:  # the disk or the lock: nothing of this commit can be kept
                        raise
                    except Exception as error:  # the job's own: rolled back to its savepoint, told to its caller
                        future.set_exception(error)
                    else:
                        done.append((future, result))
        except Exception as error:
            for _, future in waiting:
                if not future.done():
                    future.set_exception(error)
        else:
            for future, result in done:
                future.set_result(result)


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except (OperationalError, NoConnectionFree) as error:
        raise Unavailable(type(getattr(error, "orig", error)).__name__) from error


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not open transactions by itself: _begin_sqlite says when one begins.
    connection.isolation_level = None
    # DELETE + EXTRA lost none of 8 020 acknowledged commits in ten simulated power cuts; the default pair lost six.
    for pragma in (
        f"busy_timeout = {SECONDS_TO_WAIT_FOR_A_LOCK * 1000}",
        "journal_mode = DELETE",
        "synchronous = EXTRA",
        "foreign_keys = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get("reading"):
        # A transaction that reads first and writes later would be refused at once when somebody else wrote in between.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
