"""A whole winter: applicants with their telephones, two municipalities, the case system, and the post."""

import asyncio
import json
import re
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from integrations.carrier import Carrier
from integrations.carrier_standins import AcceptingCarrier
from integrations.record_schema import problems_of
from portal.access import demo_identities
from portal.app import create_app
from portal.delivery.messages import Messenger, Way
from portal.delivery.worker import Worker
from portal.settings import Settings
from portal.storage.database import Database
from portal.submissions.reaching import Sender, told_by
from portal.submissions.sending_codes import codes_by
from portal.working import hearing_of, mail_of, reminders_of
from tests.citizen import Citizen
from tests.journeys.applying import Household, apply
from tests.journeys.outside import come_back
from tests.receiver import open_receiver

BERGEN, STAVANGER = "4601", "1103"
LIST = "//main//ul[@class='people']"


class Norway:
    """The portal as it is installed, with a case system that takes no record but by the schema."""

    def __init__(self, settings: Settings, database: Database) -> None:
        with database.transaction() as connection:
            demo_identities.prepare(connection)
        settings = replace(settings, demo_identities=True, settlement_reminder_days=14)
        seals = settings.seals()
        sender = Sender.of(settings)
        tell = told_by(seals, sender)
        self.portal, self.database, self.receiver = create_app(settings, database), database, open_receiver()
        self.sms, self.email = AcceptingCarrier(), AcceptingCarrier()
        carriers: dict[Way, Carrier] = {"sms": self.sms, "email": self.email}
        self.messenger = Messenger(database, seals, carriers, owe_codes=codes_by(seals, sender))
        self.worker = Worker(
            database, seals, self.receiver.case_system, hearing=hearing_of(seals, tell), messenger=self.messenger
        )
        self.watches = reminders_of(seals, tell), mail_of(settings, seals)
        self.browsers: list[Citizen] = []

    def close(self) -> None:
        for browser in self.browsers:
            browser.close()
        self.receiver.store.close()

    def work(self) -> None:
        """All that is due is done, as by the worker within its next minutes."""

        async def all_of_it() -> None:
            for watch in self.watches:
                await self.database.write(watch, datetime.now(UTC))
            while await self.worker.run_once():
                """One record of a household follows another."""

        asyncio.run(all_of_it())

    # Who is there

    def applicant(self, household: Household) -> tuple[str, str]:
        """A household applies on a telephone of its own: its reference, and the id of its application."""
        browser = self._browser()
        reference = apply(browser, household)
        self.work()
        (newest,) = self.records("application.submitted")[-1:]
        return reference, str(newest["subject"]).removeprefix("submission/")

    def back(self, reference: str, household: Household, language: str) -> Citizen:
        """The applicant on another telephone, with the reference and the birth date."""
        return come_back(self._browser(), reference, household["persons"][0]["birth_date"], language=language)

    def code(self) -> str:
        """The six digits that came by SMS last."""
        asyncio.run(self.messenger.send_on())
        found = re.search(r"\d{6}", list(self.sms.carried.values())[-1][2])
        assert found
        return found[0]

    def staff(self, who: str) -> Citizen:
        """Somebody of a municipality, who stands at its queue."""
        return self.sign_in(who).open("/nb/municipality")

    def sign_in(self, who: str) -> Citizen:
        return self._browser().open("/nb/sign-in").press(name="who", value=who)

    def _browser(self) -> Citizen:
        self.browsers.append(Citizen(self.portal))
        return self.browsers[-1]

    # What the case system knows, and tells

    def tell(self, submission: str, kind: str, **data: Any) -> None:
        self.receiver.store.tell(kind, submission, data, datetime.now(UTC))
        self.work()

    def records(self, kind: str = "", submission: str = "") -> list[dict[str, Any]]:
        """What has arrived, oldest first: each a record by the schema."""
        bodies = [self.receiver.store.body_of(each.id) for each in self.receiver.store.arrived()]
        found = [json.loads(body or b"") for body in bodies]
        assert not [problem for record in found for problem in problems_of(record)]
        return [record for record in found if kind in record["type"] and submission in record["subject"]]

    def letters(self, about: str = "") -> list[tuple[str, str]]:
        """(to, text) of the mail with these words in its subject, since this was asked last."""
        new = [(to, text) for to, subject, text in self.email.carried.values() if about in subject]
        self.email.carried.clear()
        return new


def opened(browser: Citizen, reference: str) -> Citizen:
    """Open a household from the list that stands here."""
    return browser.follow(reference)


def listed(browser: Citizen) -> list[str]:
    """The references in the lists of a page."""
    links = browser.page.xpath(f"{LIST}//a[contains(@href, '/municipality/case/')]")
    return [str(link.text_content()).strip() for link in links]


def write_date(browser: Citizen, name: str, day: date) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        browser.write(f"{name}-{part}", str(value))


def answer(browser: Citizen, day: date | None = None, status: int = 200, **said: Any) -> Citizen:
    """Answer for the municipality on the page of a household."""
    browser.fill(**said)
    if day:
        write_date(browser, "ready_from" if said["answer"] == "can_receive" else "answer_by", day)
    return browser.press(status=status)


def settle(browser: Citizen, who: Collection[str], day: date, kind: str = "settled", status: int = 200) -> Citizen:
    browser.fill(who=list(who), kind=kind)
    write_date(browser, "day", day)
    return browser.press(status=status)
