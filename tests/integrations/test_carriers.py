"""Messages leave by SMTP and by the gateway as they are, and trouble is told apart: later, or never."""

import asyncio
import json
import logging
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from integrations.carrier import NotNow, NotThere
from integrations.mail import MailServer, SmtpMail
from integrations.outside_call import call, outside_client
from integrations.sms import GatewaySms
from portal.web.seam import set_up_logging
from tests.receiver import Answering

TEXT = "123456 — ваш код. Нікому його не кажіть."


class PostOffice:
    """Keeps each letter, and answers some addresses as real servers do."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []

    async def handle_RCPT(  # noqa: N802  (named by aiosmtpd)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 No such mailbox"
        if address.startswith("full@"):
            return "452 Mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.letters.append(envelope.content)
        return "250 Kept"


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def port(office: PostOffice) -> Iterator[int]:
    controller = Controller(office, hostname="127.0.0.1", port=free_port(), ready_timeout=20)
    controller.start()
    yield controller.port
    controller.stop()


@pytest.fixture
def mail(port: int) -> SmtpMail:
    return SmtpMail(MailServer("127.0.0.1", port, "post@portal.test", encrypted=False))


def free_port() -> int:
    with socket.socket() as somewhere:
        somewhere.bind(("127.0.0.1", 0))
        return int(somewhere.getsockname()[1])


def test_a_letter_arrives_as_it_was_written(mail: SmtpMail, office: PostOffice) -> None:
    asyncio.run(mail.carry("an-id", "olena@mail.example", "Ваш код", TEXT))
    letter = message_from_bytes(office.letters[0], policy=policy.default)
    assert (letter["Subject"], letter["To"], letter["From"]) == ("Ваш код", "olena@mail.example", "post@portal.test")
    assert letter["Message-ID"] == "<an-id@portal.test>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().strip() == TEXT
    assert letter["List-Unsubscribe"] is None


def test_a_letter_carries_the_address_that_ends_such_letters(mail: SmtpMail, office: PostOffice) -> None:
    asyncio.run(mail.carry("an-id", "olena@mail.example", "Ваш код", TEXT, "https://portal.test/stop/x"))
    letter = message_from_bytes(office.letters[0], policy=policy.default)
    assert letter["List-Unsubscribe"] == "<https://portal.test/stop/x>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_an_address_that_does_not_exist_is_given_up_and_a_full_one_is_not(mail: SmtpMail) -> None:
    with pytest.raises(NotThere):
        asyncio.run(mail.carry("an-id", "nobody@mail.example", "Code", TEXT))
    with pytest.raises(NotNow):
        asyncio.run(mail.carry("an-id", "full@mail.example", "Code", TEXT))


def test_a_server_that_is_away_is_tried_later() -> None:
    away = SmtpMail(MailServer("127.0.0.1", 9, "post@portal.test", encrypted=False))
    with pytest.raises(NotNow):
        asyncio.run(away.carry("an-id", "olena@mail.example", "Code", TEXT))


def test_nothing_leaves_and_nobody_signs_in_where_the_line_is_not_encrypted(port: int, office: PostOffice) -> None:
    mail = SmtpMail(MailServer("127.0.0.1", port, "post@portal.test", "user", "word"))
    with pytest.raises(NotNow):
        asyncio.run(mail.carry("an-id", "olena@mail.example", "Code", TEXT))
    assert office.letters == []


def test_what_leaves_is_in_no_log(
    mail: SmtpMail, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither where to, nor what it says, nor the address of a record; also where everything is logged."""
    root = logging.getLogger()
    level = root.level
    monkeypatch.setattr(root, "handlers", [])
    set_up_logging()
    root.setLevel(logging.DEBUG)
    client = outside_client(transport=Answering(lambda request: httpx.Response(202)))
    try:
        asyncio.run(mail.carry("an-id", "olena@mail.example", "Code", TEXT))
        asyncio.run(gateway(202, []).carry("an-id", "+4790000000", "", TEXT))
        asyncio.run(call(client, client.build_request("GET", "https://case.test/v1/records/Kanarina?about=Kanarina")))
        logging.getLogger("portal").info("said to the last")
    finally:
        root.setLevel(level)
    lines = capsys.readouterr().err.splitlines()
    # The post office of the test writes down what it hears.
    told = "\n".join(line for line in lines if json.loads(line)["from"] != "mail.log")
    assert "said to the last" in told
    assert not [word for word in ("olena", "90000000", "123456", "Kanarina") if word in told]


def gateway(status: int, asked: list[httpx.Request]) -> GatewaySms:
    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status)

    return GatewaySms(outside_client(transport=Answering(answer)), "https://sms.test/send", "a-token")


def test_an_sms_goes_to_the_gateway_once_under_its_id() -> None:
    asked: list[httpx.Request] = []
    asyncio.run(gateway(202, asked).carry("an-id", "+4790000000", "", TEXT))
    assert json.loads(asked[0].content) == {"id": "an-id", "to": "+4790000000", "text": TEXT}
    assert asked[0].headers["authorization"] == "Bearer a-token"
    assert asked[0].headers["idempotency-key"] == "an-id"


@pytest.mark.parametrize(("status", "trouble"), [(422, NotThere), (410, NotThere), (429, NotNow), (500, NotNow)])
def test_a_gateway_says_later_or_never(status: int, trouble: type[Exception]) -> None:
    with pytest.raises(trouble):
        asyncio.run(gateway(status, []).carry("an-id", "+4790000000", "", TEXT))
