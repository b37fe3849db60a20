"""Mail to a municipality: how much waits and a link, never whom it is about.

That something new waits is told to the unit each morning, and to those of its staff who chose to hear of it. What must
not be missed, settlement dates and answers that are overdue, is always told to the unit's own address: when it falls
due, and again each time as many days have passed, until it is done.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, and_, func, or_, select, update

from locales import Text
from locales import lazy as _
from portal.access.accounts import live
from portal.delivery.digest import HOUR_OF_MORNING, LANGUAGE
from portal.delivery.messages import Letter, owe_message
from portal.storage.belonging import for_all_units
from portal.storage.municipal_cases import municipal_cases, open_
from portal.storage.once import insert_once
from portal.storage.sealing import Seals
from portal.storage.staff import grants, staff, units
from portal.storage.unit_mails import mail_choices, unit_mails
from portal.submissions.mail_choices import address_of
from portal.submissions.settling import late

About = Literal["news", "settlement", "answer"]
USEFUL_FOR = timedelta(days=2)
# What is being written at this moment is told the next time, not missed.
SETTLED_DUST = timedelta(minutes=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

SUBJECTS: dict[About, str] = {
    "news": _("Settlement portal: something new waits"),
    "settlement": _("Settlement portal: settlement dates are missing"),
    "answer": _("Settlement portal: answers are overdue"),
}
TEXTS: dict[About, str] = {
    "news": _("Households with something new that waits for the municipality: %(count)s"),
    "settlement": _(
        "Households that the municipality has agreed to receive, without a registered settlement date for everybody: "
        "%(count)s. You get this mail again until all dates are registered or the agreement has ended."
    ),
    "answer": _(
        "Households that IMDi has asked the municipality about, without an answer: %(count)s. You get this mail again "
        "until they are answered."
    ),
}
SIGN_IN = _("Sign in to see them:")

_case = municipal_cases.c
to_answer = and_(
    open_,
    _case.asked_at.is_not(None),
    _case.agreed_on.is_(None),
    _case.declined_at.is_(None),
    or_(_case.answered_at.is_(None), and_(_case.answer == "needs_information", _case.informed_at > _case.answered_at)),
)


@dataclass(frozen=True)
class Post:
    """How a municipality is written to: where the link leads, and how many days may pass before it is reminded."""

    seals: Seals
    address: str
    settlement_days: int
    answer_days: int


def owe_municipal_mail(connection: Connection, post: Post, now: datetime) -> int:
    """Owe all letters whose time has come, each once, whichever worker comes first; how many."""
    # The portal's own work, over all units; each letter tells numbers of the unit it goes to.
    with for_all_units(connection):
        _forget_the_future(connection, now)
        return sum(
        owed
        for letters in (_reminders(connection, post, now), _news_for_units(connection, post, now),
                        _news_for_staff(connection, post, now))
        for owed in letters
    )  # fmt: skip


def _forget_the_future(connection: Connection, now: datetime) -> None:
    """What was told while the clock was ahead: once it is set right, what comes from now on is news again."""
    for told_at in (unit_mails.c.told_at, mail_choices.c.told_at):
        connection.execute(update(told_at.table).where(told_at > now).values(told_at=now - SETTLED_DUST))


def _reminders(connection: Connection, post: Post, now: datetime) -> Iterator[bool]:
    settlement, answer = timedelta(days=post.settlement_days), timedelta(days=post.answer_days)
    due = late(now.date(), settlement)
    for unit, told, found in _due(connection, "settlement", due, _case.agreed_on, _case.planned_on):
        agreed, planned = found.newest, found.planned
        new = told.date() < agreed + settlement or (planned is not None and told.date() <= planned)
        if new or told <= now - settlement:
            yield _tell_unit(connection, post, unit, "settlement", told, now, found.count)
    overdue = and_(to_answer, _case.answered_at.is_(None), _case.asked_at <= now - answer)
    for unit, told, found in _due(connection, "answer", overdue, _case.asked_at, _case.planned_on):
        if told < found.newest + answer or told <= now - answer:
            yield _tell_unit(connection, post, unit, "answer", told, now, found.count)


def _due(connection: Connection, about: About, due: Any, newest: Any, planned: Any) -> Iterator[tuple[Any, ...]]:
    """(unit, told last, what is due there) for each unit that has an address and something due."""
    by_municipality = (
        select(
            _case.municipality,
            func.count().label("count"),
            func.max(newest).label("newest"),
            func.max(planned).label("planned"),
        )
        .where(due)
        .group_by(_case.municipality)
    )
    found = {row.municipality: row for row in connection.execute(by_municipality)}
    for unit, told in _units(connection, about):
        if unit.municipality in found:
            yield unit, told, found[unit.municipality]


def _news_for_units(connection: Connection, post: Post, now: datetime) -> Iterator[bool]:
    for unit, told in _units(connection, "news"):
        until = this_morning(now)
        if told < until and (count := _news(connection, unit.municipality, told, until)):
            yield _tell_unit(connection, post, unit, "news", told, until, count, now)


def _news_for_staff(connection: Connection, post: Post, now: datetime) -> Iterator[bool]:
    query = (
        select(mail_choices, units.c.municipality)
        .join(units, units.c.code == mail_choices.c.unit_code)
        .join(staff, staff.c.id == mail_choices.c.staff_id)
        .join(grants, (grants.c.staff_id == staff.c.id) & (grants.c.unit_code == units.c.code))
        .where(mail_choices.c.address.is_not(None), staff.c.closed_at.is_(None), live)
        .distinct()
    )
    for row in connection.execute(query).all():
        until = this_morning(now) if row.often == "daily" else now - SETTLED_DUST
        if row.told_at >= until or not (count := _news(connection, row.municipality, row.told_at, until)):
            continue
        mine = (mail_choices.c.id == row.id, mail_choices.c.unit_code == row.unit_code)
        ours = update(mail_choices).where(*mine, mail_choices.c.told_at == row.told_at).values(told_at=until)
        if connection.execute(ours).rowcount:
            _owe(connection, post, address_of(post.seals, row), "news", count, now)
            yield True


def this_morning(now: datetime) -> datetime:
    """The last time it was the hour of the morning letters."""
    today = datetime.combine(now.date(), time(HOUR_OF_MORNING), UTC)
    return today if now >= today else today - timedelta(days=1)


def _news(connection: Connection, municipality: str, told: datetime, until: datetime) -> int:
    changed = (_case.changed_at > told, _case.changed_at <= until)
    query = select(func.count()).where(to_answer, *changed, _case.municipality == municipality)
    return connection.execute(query).scalar_one()


def _units(connection: Connection, about: About) -> Iterator[tuple[Row[Any], datetime]]:
    """Each municipality's unit that has an address, and when it was told about this last."""
    last = select(unit_mails.c.unit_code, unit_mails.c.told_at).where(unit_mails.c.about == about)
    told = dict(connection.execute(last).all())
    named = (units.c.email.is_not(None), units.c.municipality.is_not(None), units.c.kind == "municipality")
    for unit in connection.execute(select(units).where(*named).order_by(units.c.code)).all():
        yield unit, told.get(unit.code, LONG_AGO)


def _tell_unit(
    connection: Connection,
    post: Post,
    unit: Row[Any],
    about: About,
    told: datetime,
    until: datetime,
    count: int,
    now: datetime | None = None,
) -> bool:
    table = unit_mails.c
    ours = (table.unit_code == unit.code, table.about == about, table.told_at == told)
    row = {"unit_code": unit.code, "about": about, "told_at": until}
    new = told == LONG_AGO and insert_once(connection, unit_mails, row)
    if new or connection.execute(update(unit_mails).where(*ours).values(told_at=until)).rowcount:
        _owe(connection, post, unit.email, about, count, now or until)
        return True
    return False


def _owe(connection: Connection, post: Post, to: str, about: About, count: int, now: datetime) -> None:
    said = [Text(cast(Text, TEXTS[about]).message, count=count), cast(Text, SIGN_IN)]
    text = "\n\n".join([*(each.within(LANGUAGE) for each in said), post.address, ""])
    letter = Letter("email", to, cast(Text, SUBJECTS[about]).within(LANGUAGE), text)
    owe_message(
        connection, post.seals, "", letter, about="notice", kind="answers", due_at=now, useless_after=now + USEFUL_FOR
    )
