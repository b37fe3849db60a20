"""What differs between installations; the only module that reads the environment.

Every setting is a variable `PORTAL_NAME`, or `PORTAL_NAME_FILE` naming a file that holds it (for secrets).
`docs/settings.md` describes each of them.
"""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from portal.storage.sealing import KINDS, BadKey, KeyRing, Kind, Seals, parse_key

Mode = Literal["production", "demo", "test"]
KEY_RINGS: dict[Kind, str] = {"answers": "ANSWER_KEYS", "health": "HEALTH_KEYS", "protected": "PROTECTED_KEYS"}
LEAST_TOKEN = 32
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# `mon-thu 09:00-15:00` or `fri 09:00-12:00`.
_DAY, _TIME = f"({'|'.join(DAYS)})", r"([01]\d:[0-5]\d|2[0-3]:[0-5]\d)"
OPEN_ON = re.compile(f"{_DAY}(?:-{_DAY})? {_TIME}-{_TIME}")


class NotReady(Exception):
    """A setting is missing or unsafe; the sentence says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything an installation decides. Built by `Settings.read`, or by hand in tests."""

    mode: Mode
    origin: str
    # What is secret stays out of `repr`, and so out of every log and trace.
    database_url: str = field(repr=False)
    key_rings: Mapping[Kind, KeyRing] = field(repr=False)
    lookup_key: bytes = field(repr=False)
    token_key: bytes = field(repr=False)
    owner_database_url: str = field(default="", repr=False)
    hosts: frozenset[str] = field(default_factory=frozenset)
    question_set: str = "2022-06"
    settlement_reminder_days: int = 37
    source: str = "urn:settlement-portal:demo"
    exit_address: str = "https://www.yr.no/"
    content_folder: Path | None = None
    case_system_url: str = ""
    token_url: str = ""
    token_audience: str = ""
    client_id: str = ""
    client_key: str = field(default="", repr=False)
    client_key_id: str = "portal"
    case_system_ca: str = ""
    archive_folder: Path | None = None
    operator_email: str = ""
    operator_phone: str = ""
    operator_hours: str = ""
    address: str = "127.0.0.1"
    port: int = 8000
    processes: int = 1
    watch_token: str = field(default="", repr=False)
    demo_store: str = ""
    demo_identities: bool = False
    identity_issuer: str = ""
    identity_client_id: str = ""
    identity_key: str = field(default="", repr=False)
    identity_key_id: str = "portal"
    identity_resource: str = ""
    id_porten_issuer: str = ""
    id_porten_client_id: str = ""
    id_porten_key: str = field(default="", repr=False)
    id_porten_key_id: str = "portal"
    units: str = ""
    mail_host: str = ""
    mail_port: int = 587
    mail_from: str = ""
    mail_user: str = ""
    mail_password: str = field(default="", repr=False)
    digest_to: str = ""
    security_to: str = ""
    audit_anchor: Path | None = None
    answer_reminder_days: int = 14
    sms_url: str = ""
    sms_token: str = field(default="", repr=False)
    api_issuer: str = ""
    api_keys: str = ""
    api_audience: str = ""
    api_scope: str = ""
    sms_replies_token: str = field(default="", repr=False)

    @property
    def security_addresses(self) -> list[str]:
        """Who is told when somebody opens a case of people who must not be found."""
        return [to.strip() for to in self.security_to.split(",") if to.strip()]

    @property
    def secure(self) -> bool:
        """Served over HTTPS: cookies may carry the __Host- prefix."""
        return self.origin.startswith("https://")

    def cookie(self, name: str) -> str:
        """The name of a cookie: with the __Host- prefix wherever the connection is secure."""
        return f"__Host-{name}" if self.secure else name

    @property
    def synthetic_numbers(self) -> bool:
        """Test numbers are real enough for demo and tests, never in production."""
        return self.mode != "production"

    @property
    def ways_to_send(self) -> tuple[Literal["sms", "email"], ...]:
        """By which ways people can be sent a message from here; the demo shows them on a page instead."""
        sms: tuple[Literal["sms"], ...] = ("sms",) if self.sms_url or self.mode == "demo" else ()
        return (*sms, "email") if self.mail_host or self.mode == "demo" else sms

    def seals(self) -> Seals:
        return Seals(self.key_rings, self.lookup_key)

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Settings from `PORTAL_*`. Raises NotReady with one plain sentence for the operator."""
        value = _Reader(environment)
        mode = value("MODE", "production")
        if mode not in ("production", "demo", "test"):
            raise NotReady(f"PORTAL_MODE is {mode!r}; it must be production, demo or test.")
        origin = value.needed("ORIGIN", "the address people open, for example https://portal.example.no").rstrip("/")
        host = urlsplit(origin).hostname or ""
        if not host:
            raise NotReady("PORTAL_ORIGIN names no host; it is like https://portal.example.no.")
        hosts = frozenset({host, *filter(None, (part.strip() for part in value("HOSTS").split(",")))})
        try:
            settings = cls(
                mode=mode,  # type: ignore[arg-type]  # one of the three, looked at above
                origin=origin,
                hosts=hosts,
                database_url=value.needed("DATABASE_URL", "sqlite:///var/portal.sqlite or postgresql+psycopg://…"),
                owner_database_url=value("OWNER_DATABASE_URL"),
                key_rings={kind: value.key_ring(kind) for kind in KINDS},
                lookup_key=parse_key(value.needed("LOOKUP_KEY", "32 random bytes in base64"), "PORTAL_LOOKUP_KEY"),
                token_key=parse_key(value.needed("TOKEN_KEY", "32 random bytes in base64"), "PORTAL_TOKEN_KEY"),
                question_set=value("QUESTION_SET", "2022-06"),
                settlement_reminder_days=value.number("SETTLEMENT_REMINDER_DAYS", 37),
                source=value("SOURCE", f"urn:settlement-portal:{host}"),
                exit_address=value("EXIT_ADDRESS", "https://www.yr.no/"),
                content_folder=Path(value("CONTENT_FOLDER")) if value("CONTENT_FOLDER") else None,
                case_system_url=value("CASE_SYSTEM_URL").rstrip("/"),
                token_url=value("TOKEN_URL"),
                token_audience=value("TOKEN_AUDIENCE"),
                client_id=value("CLIENT_ID"),
                client_key=value("CLIENT_KEY"),
                client_key_id=value("CLIENT_KEY_ID", "portal"),
                case_system_ca=value("CASE_SYSTEM_CA"),
                archive_folder=Path(value("ARCHIVE_FOLDER")) if value("ARCHIVE_FOLDER") else None,
                operator_email=value("OPERATOR_EMAIL"),
                operator_phone=value("OPERATOR_PHONE"),
                operator_hours=value("OPERATOR_HOURS"),
                address=value("ADDRESS", "127.0.0.1"),
                port=value.number("PORT", 8000),
                processes=value.number("PROCESSES", 1),
                watch_token=value("WATCH_TOKEN"),
                demo_store=value("DEMO_STORE"),
                demo_identities=bool(value("DEMO_IDENTITIES")),
                identity_issuer=value("IDENTITY_ISSUER"),
                identity_client_id=value("IDENTITY_CLIENT_ID"),
                identity_key=value("IDENTITY_KEY"),
                identity_key_id=value("IDENTITY_KEY_ID", "portal"),
                identity_resource=value("IDENTITY_RESOURCE"),
                id_porten_issuer=value("ID_PORTEN_ISSUER"),
                id_porten_client_id=value("ID_PORTEN_CLIENT_ID"),
                id_porten_key=value("ID_PORTEN_KEY"),
                id_porten_key_id=value("ID_PORTEN_KEY_ID", "portal"),
                units=value("UNITS"),
                mail_host=value("MAIL_HOST"),
                mail_port=value.number("MAIL_PORT", 587),
                mail_from=value("MAIL_FROM"),
                mail_user=value("MAIL_USER"),
                mail_password=value("MAIL_PASSWORD"),
                digest_to=value("DIGEST_TO"),
                security_to=value("SECURITY_TO"),
                audit_anchor=Path(value("AUDIT_ANCHOR")) if value("AUDIT_ANCHOR") else None,
                answer_reminder_days=value.number("ANSWER_REMINDER_DAYS", 14),
                sms_url=value("SMS_URL"),
                sms_token=value("SMS_TOKEN"),
                api_issuer=value("API_ISSUER"),
                api_keys=value("API_KEYS"),
                api_audience=value("API_AUDIENCE", f"{origin}/api"),
                api_scope=value("API_SCOPE"),
                sms_replies_token=value("SMS_REPLIES_TOKEN"),
            )
        except BadKey as problem:
            raise NotReady(str(problem)) from problem
        settings.refuse_what_is_unsafe()
        if settings.mode == "production" and value("DEBUG"):
            raise NotReady("PORTAL_DEBUG is set; a production portal shows no inner details. Remove it.")
        return settings

    def refuse_what_is_unsafe(self) -> None:
        """Raise NotReady for what production must not have."""
        if self.question_set not in ("2022-04", "2022-06"):
            raise NotReady(f"PORTAL_QUESTION_SET is {self.question_set!r}; it must be 2022-04 or 2022-06.")
        keys = {"PORTAL_LOOKUP_KEY": [self.lookup_key], "PORTAL_TOKEN_KEY": [self.token_key]}
        keys |= {f"PORTAL_{KEY_RINGS[kind]}": [*ring.keys.values()] for kind, ring in self.key_rings.items()}
        seen: dict[bytes, str] = {}
        for name, key in ((name, key) for name, each in keys.items() for key in each):
            if key in seen:
                raise NotReady(f"{seen[key]} and {name} hold the same key; every purpose needs one of its own.")
            seen[key] = name
        if self.operator_hours and not all(map(OPEN_ON.fullmatch, self.operator_hours.split(", "))):
            raise NotReady("PORTAL_OPERATOR_HOURS must be like `mon-thu 09:00-15:00, fri 09:00-12:00`.")
        if self.api_issuer and not (self.api_keys and self.api_scope):
            raise NotReady("PORTAL_API_ISSUER needs PORTAL_API_KEYS and PORTAL_API_SCOPE beside it.")
        if self.mail_host and "@" not in self.mail_from:
            raise NotReady("PORTAL_MAIL_FROM is missing: the address that e-mail comes from.")
        if self.mode == "production":
            self._refuse_in_production(seen)

    def _refuse_in_production(self, keys: Mapping[bytes, str]) -> None:
        """`keys`: each key that is set, and the setting that holds it."""
        if not self.secure:
            raise NotReady("PORTAL_ORIGIN must begin with https:// in production.")
        if any("*" in host for host in self.hosts):
            raise NotReady("PORTAL_HOSTS holds a *; name each host that people may use.")
        for key in map(base64.b64decode, DEMO_KEYS.values()):
            if key in keys:
                raise NotReady(f"{keys[key]} holds a key of the demo; make keys of your own: python -m portal keys.")
        if self.demo_store:
            raise NotReady("PORTAL_DEMO_STORE belongs to the demo; remove it.")
        if self.demo_identities:
            raise NotReady("PORTAL_DEMO_IDENTITIES belongs to the demo; remove it.")
        if not self.case_system_url:
            raise NotReady("PORTAL_CASE_SYSTEM_URL is missing: where records are to be delivered.")
        for name, address in (
            ("CASE_SYSTEM_URL", self.case_system_url),
            ("TOKEN_URL", self.token_url),
            ("IDENTITY_ISSUER", self.identity_issuer),
            ("ID_PORTEN_ISSUER", self.id_porten_issuer),
            ("EXIT_ADDRESS", self.exit_address),
            ("SMS_URL", self.sms_url),
        ):
            if address and not address.startswith("https://"):
                raise NotReady(f"PORTAL_{name} must begin with https:// in production.")
        for name, token in (("WATCH_TOKEN", self.watch_token), ("SMS_REPLIES_TOKEN", self.sms_replies_token)):
            if token and len(token) < LEAST_TOKEN:
                raise NotReady(f"PORTAL_{name} must be random and at least {LEAST_TOKEN} characters long.")


def is_given_a_socket(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether systemd, or whoever does as it does, handed one over to this very process: sd_listen_fds(3)."""
    return environment.get("LISTEN_PID") == str(os.getpid()) and environment.get("LISTEN_FDS") == "1"


class _Reader:
    """Looks a setting up by its short name, in the environment or in the file it names."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def __call__(self, name: str, otherwise: str = "") -> str:
        named_file = self._environment.get(f"PORTAL_{name}_FILE")
        if named_file:
            try:
                return Path(named_file).read_text().strip()
            except OSError as problem:
                raise NotReady(f"PORTAL_{name}_FILE names a file that cannot be read.") from problem
        return self._environment.get(f"PORTAL_{name}") or otherwise

    def needed(self, name: str, what: str) -> str:
        found = self(name)
        if not found:
            raise NotReady(f"PORTAL_{name} is missing: {what}.")
        return found

    def number(self, name: str, otherwise: int) -> int:
        found = self(name, str(otherwise))
        if not (found.isascii() and found.isdigit() and int(found)):
            raise NotReady(f"PORTAL_{name} must be a number above 0.")
        return int(found)

    def key_ring(self, kind: Kind) -> KeyRing:
        name = KEY_RINGS[kind]
        return KeyRing.parse(self.needed(name, "id:base64 of 32 random bytes, the current key first"), f"PORTAL_{name}")


# Public on purpose: they let the demo start by itself, and production refuses them.
DEMO_KEYS = {
    "answers": "LnMxFLXwXzv2XtOkOYyTJyLu1cLT6o9YEEkG0cNwPnA=",
    "health": "6t0m2p4b0cVd9jP1jTg2gYk7mBqD5oUuAq3w8eZrX1c=",
    "protected": "Qm9Jv5y2o1tKxW8hRr3uZc7nE4sLpG6dTf0aVbYiMkU=",
    "lookup": "u4Hj9QeT2wLz8Xc5VbN1mKp7RaYs3DfGtZ6oJiUxWvE=",
    "token": "ZkP3vR8yB1nM6qT9wX4cS7dF2gH5jL0aE3iO8uKtYzQ=",
}
