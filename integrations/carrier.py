"""What carries a short message to somebody: the agreement that mail and SMS share."""

from typing import Protocol


class NotNow(Exception):
    """The message did not leave now; later it may. `reason` is a short code without personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotThere(Exception):
    """The number or address does not take messages: no attempt will help."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Carrier(Protocol):
    """Carries messages by one way."""

    async def carry(self, message_id: str, to: str, subject: str, text: str, stop: str = "") -> None:
        """Hand one message over; the same id on every attempt. Raises `NotNow` or `NotThere`.

        `stop` is the address that ends such messages, where there is one.
        """
