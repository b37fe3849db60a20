"""Identity providers for tests: one that believes everybody, one that believes nobody, one that is down."""

from collections.abc import Mapping

from integrations.identity import Attempt, IdentityUnavailable, NotBelieved, SignedIn


class WillingProvider:
    """Whoever comes back is the person it was made with."""

    def __init__(self, person: SignedIn) -> None:
        self._person = person

    async def way_in(self, attempt: Attempt, language: str) -> str:
        return f"https://login.example.org/?state={attempt.state}&ui_locales={language}"

    async def who(self, attempt: Attempt, answer: Mapping[str, str]) -> SignedIn:
        return self._person

    async def way_out(self, back: str) -> str:
        return back


class RefusingProvider(WillingProvider):
    """Believes nobody."""

    def __init__(self) -> None:
        super().__init__(SignedIn("", "", (), 0))

    async def who(self, attempt: Attempt, answer: Mapping[str, str]) -> SignedIn:
        raise NotBelieved("refused")


class ExplodingProvider(RefusingProvider):
    """The provider is down."""

    async def way_in(self, attempt: Attempt, language: str) -> str:
        raise IdentityUnavailable("status-503")

    async def who(self, attempt: Attempt, answer: Mapping[str, str]) -> SignedIn:
        raise IdentityUnavailable("status-503")
