"""The portal on a port of this machine, over TLS as in production, for as long as a test run lasts."""

import asyncio
import json
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server
from sqlalchemy import func, insert, select, update

from forms.kit.answers import Answers
from forms.questions.asked import FORMS
from integrations.identity_standins import RefusingProvider
from portal.access import demo_identities, openings
from portal.access.deciding import MAY
from portal.app import create_app
from portal.demo import SAMPLES, figures
from portal.settings import Settings
from portal.storage.case_events import case_events
from portal.storage.change_requests import change_requests
from portal.storage.database import Database
from portal.storage.municipal_cases import municipal_cases
from portal.storage.one_time_codes import found_again
from portal.storage.sessions import sessions
from portal.storage.submissions import submissions
from portal.submissions import after_sending, asking, concerns, drafts, own_ways, registering, sending
from portal.submissions.registering import Centre
from portal.web import sessions as visits
from portal.web import staff_sessions
from tests.delivery.receiver_process import free_port, wait_for
from tests.integrations.certificates import Authority


@dataclass(frozen=True)
class Site:
    """A portal that browsers can open. `everyday` stands for the site that quick exit leads to.

    `authority` is the certificate by which its own is believed.
    """

    settings: Settings
    database: Database
    everyday: str
    authority: Path

    @property
    def origin(self) -> str:
        return self.settings.origin

    def open_draft(self, sample: int | None = None) -> str:
        """Somebody is in the middle of an application, of a sample household where one is named; the cookie."""
        seals = self.settings.seals()
        with self.database.transaction() as connection:
            draft = drafts.begin(connection, seals, self.settings.question_set)
            if sample is not None:
                draft.answers = sample_household(sample)
                drafts.save(connection, seals, draft)
            return visits.begin(connection, draft_id=draft.id, shared_phone=False)[0]

    def sent_application(self, sample: int, *, asked: bool = False) -> str:
        """An applicant has sent the application of a sample household and proved to be the applicant; the cookie.

        With `asked` a municipality asks everything that can be asked.
        """
        seals = self.settings.seals()
        now = datetime.now(UTC)
        with self.database.transaction() as connection:
            draft = drafts.begin(connection, seals, self.settings.question_set)
            draft.answers = sample_household(sample)
            drafts.save(connection, seals, draft)
            sending.send(connection, seals, draft, language="uk", source=self.settings.source, today=now.date())
            if asked:
                asking.ask(
                    connection,
                    seals,
                    draft.id,
                    asked_by="municipality",
                    municipality="4601",
                    questions=tuple(FORMS),
                    answer_by=now.date(),
                    asked_at=now,
                )
            return visits.begin(connection, submission_id=draft.id, shared_phone=False, proved_at=now)[0]

    def who_lost_the_reference(self, sample: int) -> str:
        """Code and year were right, and two applications share the telephone: the cookie of who may choose."""
        for _one in range(2):
            self.sent_application(sample)
        with self.database.transaction() as connection:
            cookie, visit = visits.begin(connection, shared_phone=False)
            newest = select(submissions.c.id).order_by(submissions.c.submitted_at.desc()).limit(2)
            for id_ in connection.execute(newest).scalars().all():
                found = {"session_id": visit.id, "submission_id": id_, "found_at": datetime.now(UTC)}
                connection.execute(insert(found_again).values(found))
            return cookie

    def other_adult(self, sample: int) -> str:
        """The second adult of a sample household that was sent has taken a way in of their own; the cookie."""
        seals, now = self.settings.seals(), datetime.now(UTC)
        self.sent_application(sample)
        with self.database.transaction() as connection:
            newest = select(submissions.c.id).order_by(submissions.c.submitted_at.desc()).limit(1)
            submission_id = connection.execute(newest).scalar_one()
            person = sample_household(sample).people[1]
            code = own_ways.hand_over(connection, seals, submission_id, person.id, now.date())
            assert code is not None
            way = own_ways.of_code(connection, seals, code, person.said("name", "born"))
            assert way is not None
            own_ways.take(connection, seals, way.id)
            theirs = {"submission_id": submission_id, "person_id": person.id, "proved_at": now}
            return visits.begin(connection, shared_phone=False, **theirs)[0]

    def signed_in(self, act: str) -> str:
        """Somebody of the staff who may do this has just signed in; the cookie."""
        with self.database.transaction() as connection:
            people = (demo_identities.identity_of(connection, who) for who in demo_identities.PEOPLE)
            identity = next(each for each in people if each and (act == "staff" or act in MAY[each.role]))
            organisations = [identity.unit.organisation]
            return staff_sessions.begin(connection, identity.staff, organisations, grant=identity.grant)

    def signed_in_as(self, who: str) -> str:
        """One of the invented people of the staff has just signed in; the cookie."""
        with self.database.transaction() as connection:
            identity = demo_identities.identity_of(connection, who)
            assert identity is not None
            organisations = [identity.unit.organisation]
            return staff_sessions.begin(connection, identity.staff, organisations, grant=identity.grant)

    def registered_household(self, sample: int, *, sent: bool) -> str:
        """A reception centre is about to send the answers of a sample household, or has sent them; its id."""
        seals, now = self.settings.seals(), datetime.now(UTC)
        with self.database.transaction() as connection:
            identity = demo_identities.identity_of(connection, "centre-1")
            assert identity is not None and identity.unit.municipality is not None
            unit = identity.unit
            centre = Centre(unit.code, unit.kind, unit.organisation, identity.unit.municipality)
            consent = {"how": "read_aloud", "language": "uk", "interpreter": "no"}
            set_ = self.settings.question_set
            id_ = registering.begin(connection, seals, centre, identity.staff, set_, consent, "nb")
            draft = registering.load(connection, seals, centre, id_, to_change=True)
            assert draft is not None
            answers = sample_household(sample)
            draft.answers.people = answers.people
            draft.answers.household = {**answers.household, **draft.answers.household}
            drafts.save(connection, seals, draft)
            if sent:
                registering.send(
                    connection,
                    seals,
                    centre,
                    draft,
                    staff=identity.staff,
                    language="uk",
                    source=self.settings.source,
                    today=now.date(),
                )
        return id_

    def protected_case(self, sample: int, *, opened: bool) -> str:
        """People who must not be found have applied; the id of their case.

        With `opened`, one handler has it open and another asks for it.
        """
        seals, now = self.settings.seals(), datetime.now(UTC)
        with self.database.transaction() as connection:
            draft = drafts.begin(connection, seals, self.settings.question_set)
            draft.answers = sample_household(sample)
            drafts.save(connection, seals, draft)
            sending.send(connection, seals, draft, language="uk", source=self.settings.source, today=now.date())
            people = [demo_identities.identity_of(connection, who) for who in ("handler", "handler-too")]
            one, other = (each.staff for each in people if each)
            if not opened:
                return draft.id
            reason = "Kommunen ringer om hvem som henter nøkkelen."
            openings.agree(connection, openings.ask(connection, seals, draft.id, one, reason, urgent=False), other)
            openings.ask(connection, seals, draft.id, other, reason, urgent=True)
            return draft.id

    def agreed_household(self, sample: int) -> str:
        """Bergen was asked to receive a sample household, and has agreed; the id of its case there."""
        seals, now = self.settings.seals(), datetime.now(UTC)
        with self.database.transaction() as connection:
            draft = drafts.begin(connection, seals, self.settings.question_set)
            draft.answers = sample_household(sample)
            sending.send(connection, seals, draft, language="uk", source=self.settings.source, today=now.date())
            for kind in ("municipality.asked", "municipality.agreed"):
                id_ = str(uuid.uuid4())
                data = json.dumps({"municipality": "4601"}).encode()
                row = {"id": id_, "type": kind, "time": now, "submission_id": draft.id, "known": True}
                sealed = {"seal": "health", "data": seals.seal("health", f"case_events|data|{id_}", data)}
                connection.execute(insert(case_events).values(**row, **sealed, received_at=now))
            concerns.refresh(connection, seals, draft.id)
            mine = (municipal_cases.c.submission_id == draft.id, municipal_cases.c.municipality == "4601")
            return str(connection.execute(select(municipal_cases.c.id).where(*mine)).scalar_one())

    def pair_of_applications(self, sample: int) -> list[str]:
        """The same household has applied twice; the two ids."""
        for _twice in range(2):
            self.sent_application(sample)
        with self.database.reading() as connection:
            newest = select(submissions.c.id).order_by(submissions.c.submitted_at.desc()).limit(2)
            return list(connection.execute(newest).scalars())

    def request_to_change(self, sample: int) -> str:
        """A household that Bergen is to receive asks for another municipality; the id of the request."""
        self.sent_application(sample)
        said = {"reason": "family", "wanted": "1103", "details": "Моя сестра живе в Ставангері"}
        with self.database.transaction() as connection:
            newest = select(submissions.c.id).order_by(submissions.c.submitted_at.desc()).limit(1)
            id_ = connection.execute(newest).scalar_one()
            after_sending.ask_for_another_municipality(
                connection, self.settings.seals(), id_, "4601", said, "uk", self.settings.source
            )
            mine = select(change_requests.c.id).where(change_requests.c.submission_id == id_)
            return str(connection.execute(mine).scalar_one())

    def let_time_pass(self, minutes: int) -> None:
        """Every visit was idle for so long."""
        with self.database.transaction() as connection:
            for row in connection.execute(select(sessions)).all():
                seen = row.seen_at - timedelta(minutes=minutes)
                connection.execute(update(sessions).where(sessions.c.id == row.id).values(seen_at=seen))

    def sent(self) -> int:
        """How many applications were sent so far."""
        with self.database.reading() as connection:
            return connection.execute(select(func.count()).select_from(submissions)).scalar_one()


def sample_household(number: int) -> Answers:
    """All answers of a sample household of the demo."""
    return Answers.from_json(json.loads(SAMPLES.read_text())[number])


@contextmanager
def running(settings: Settings, folder: Path, around: Callable[[Any], Any] = lambda app: app) -> Iterator[Site]:
    """The portal serves while the block runs, with `around` between it and the browsers."""
    port = free_port()
    database = Database.open(f"sqlite:///{folder / 'portal.sqlite'}")
    database.create_all()
    # Another name of the same machine is another site to a browser.
    everyday = f"https://localhost:{port}/health/live"
    settings = replace(
        settings,
        origin=f"https://127.0.0.1:{port}",
        hosts=frozenset({"127.0.0.1", "localhost"}),
        exit_address=everyday,
        demo_identities=True,
    )
    with database.transaction() as connection:
        demo_identities.prepare(connection)
        figures.invent(connection, datetime.now(UTC).date())
    authority = Authority(folder, "browser")
    certificate = authority.server_file()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        server = Server(
            around(create_app(settings, database, id_porten=RefusingProvider())),
            interface=Interfaces.ASGINL,
            port=port,
            websockets=False,
            log_enabled=False,
            ssl_cert=certificate,
            ssl_key=certificate,
        )
        serving = asyncio.create_task(server.serve())
        await stop.wait()
        server.stop()  # type: ignore[no-untyped-call]
        await serving

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        wait_for(port)
        yield Site(settings, database, everyday, authority.file)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
        database.close()
