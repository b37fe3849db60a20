"""What arrives on an applicant's telephone and in the letter box."""

import asyncio
import re
from collections.abc import Mapping

from integrations.carrier import Carrier
from integrations.carrier_standins import AcceptingCarrier
from portal.delivery.messages import Messenger, Way
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.submissions.reaching import Sender
from portal.submissions.sending_codes import codes_by
from tests.citizen import Citizen


def messenger(database: Database, seals: Seals, carriers: Mapping[Way, Carrier]) -> Messenger:
    """Sends what is owed, and the codes that were asked for, by these carriers."""
    sender = Sender(("sms", "email"), "https://portal.test")
    return Messenger(database, seals, carriers, owe_codes=codes_by(seals, sender))


class Post:
    """Sends what is owed, and shows it."""

    def __init__(self, database: Database, seals: Seals) -> None:
        self.sms, self.email = AcceptingCarrier(), AcceptingCarrier()
        self.messenger = messenger(database, seals, {"sms": self.sms, "email": self.email})

    def arrived(self) -> list[tuple[str, str, str]]:
        """(to, subject, text) of all messages so far: SMS first."""
        asyncio.run(self.messenger.send_once())
        return [*self.sms.carried.values(), *self.email.carried.values()]

    def code(self) -> str:
        """The six digits of the last message."""
        found = re.search(r"\d{6}", self.arrived()[-1][2])
        assert found
        return found[0]

    def prove(self, citizen: Citizen, language: str = "en") -> None:
        """Go through the second proof by SMS, to the page it was asked for, or to the answers."""
        citizen.open(f"/{language}/my-case/proof").press(name="way", value="sms").fill(code=self.code()).press()
        assert "/proof" not in citizen.path
