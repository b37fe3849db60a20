"""Carriers without a network, for demo and tests: one that takes everything, one that refuses, one that fails."""

from integrations.carrier import NotNow, NotThere


class AcceptingCarrier:
    """Takes every message once, and keeps it: id -> (to, subject, text). `stops` are the addresses that end them."""

    def __init__(self) -> None:
        self.carried: dict[str, tuple[str, str, str]] = {}
        self.stops: list[str] = []

    async def carry(self, message_id: str, to: str, subject: str, text: str, stop: str = "") -> None:
        self.carried.setdefault(message_id, (to, subject, text))
        self.stops += [stop] if stop else []


class RefusingCarrier:
    """Knows no number and no address."""

    async def carry(self, message_id: str, to: str, subject: str, text: str, stop: str = "") -> None:
        raise NotThere("unknown-number")


class ExplodingCarrier:
    """Breaks off each time."""

    def __init__(self) -> None:
        self.attempts = 0

    async def carry(self, message_id: str, to: str, subject: str, text: str, stop: str = "") -> None:
        self.attempts += 1
        raise NotNow("cut-off")
