"""What readers say of the information pages: useful or not and a few words; of the reader nothing, and only the day."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Boolean, Column, Connection, Date, Integer, String, Table, case, delete, func, insert, select

from portal.storage.database import metadata

LONGEST_WORDS = 300
# More on one day is somebody's script, not readers.
MOST_IN_A_DAY = 100
KEPT = timedelta(days=365)

opinions = Table(
    "opinions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("page", String(60), nullable=False),
    Column("language", String(2), nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("words", String(LONGEST_WORDS), nullable=False),
    Column("given_on", Date, nullable=False),
)


@dataclass(frozen=True)
class Verdict:
    """What readers of one page in one language say altogether; `words` are the latest."""

    page: str
    language: str
    useful: int
    useless: int
    words: tuple[str, ...]


def keep(connection: Connection, page: str, language: str, *, useful: bool, words: str, today: date) -> None:
    """Keep an opinion, unless the page has had too many today."""
    of_today = (opinions.c.page == page) & (opinions.c.language == language) & (opinions.c.given_on == today)
    if connection.execute(select(func.count()).where(of_today)).scalar_one() < MOST_IN_A_DAY:
        given = {"page": page, "language": language, "useful": useful, "words": words, "given_on": today}
        connection.execute(insert(opinions).values(given))


def in_order_of_need(connection: Connection) -> list[Verdict]:
    """The pages that most readers found useless first."""
    useless = func.sum(case((opinions.c.useful, 0), else_=1))
    counted = select(opinions.c.page, opinions.c.language, func.count(), useless).group_by(
        opinions.c.page, opinions.c.language
    )
    rows = connection.execute(counted.order_by(useless.desc(), opinions.c.page, opinions.c.language)).all()
    return [
        Verdict(page, language, all_ - bad, bad, _latest_words(connection, page, language))
        for page, language, all_, bad in rows
    ]


def tidy(connection: Connection, today: date) -> int:
    """Delete what is older than a year; how many."""
    return connection.execute(delete(opinions).where(opinions.c.given_on < today - KEPT)).rowcount


def _latest_words(connection: Connection, page: str, language: str) -> tuple[str, ...]:
    said = select(opinions.c.words).where(
        opinions.c.page == page, opinions.c.language == language, opinions.c.words != ""
    )
    return tuple(connection.execute(said.order_by(opinions.c.number.desc()).limit(10)).scalars())
