"""Staff of a reception centre register a household of the record schema: a page for each person, and one together."""

from typing import Any, Self

from forms.codes import languages
from tests.citizen import Citizen
from tests.journeys.applying import Applicant, Household


class Group:
    """The fields of one group of questions, which carry its name as a prefix."""

    def __init__(self, browser: Citizen, prefix: str) -> None:
        self.browser = browser
        self.prefix = prefix

    @property
    def page(self) -> Any:
        return self.browser.page

    @property
    def path(self) -> str:
        return self.browser.path

    @property
    def text(self) -> str:
        return self.browser.text

    def open(self, address: str) -> Self:
        self.browser.open(address)
        return self

    def fill(self, **answers: Any) -> Self:
        for name, value in answers.items():
            self.write(name, value)
        return self

    def write(self, name: str, value: Any) -> None:
        self.browser.write(self.prefix + name, value)

    def press(self, text: str = "", *, name: str = "", value: str = "") -> Self:
        what, _sep, rows = value.partition(":")
        self.browser.press(text, name=name, value=f"{what}:{self.prefix}{rows}")
        return self

    def has(self, name: str) -> bool:
        return self.browser.has(self.prefix + name)


class Registrar(Applicant):
    """Answers every group of questions that a page shows."""

    GROUPS = (
        "start", "name", "citizenship", "numbers", "permit", "guardian", "relations", "needs", "consent",
        "occupation", "education", "pets", "contact", "languages", "wishes",
    )  # fmt: skip

    def __init__(self, browser: Citizen, household: Household) -> None:
        super().__init__(Group(browser, ""), household)
        self.browser = browser

    @property
    def person(self) -> dict[str, Any]:
        found: dict[str, Any] = self.household["persons"][self.number - 1]
        return found

    @property
    def number(self) -> int:
        return int(self.browser.path.rpartition("/")[2])

    def begin(self) -> None:
        """Consent as the household tells it."""
        said = self.household["on_behalf"]
        interpreter, consent = said["interpreter"], said["consent"]
        self.browser.open(f"/{self.language}/centre/begin").fill(
            protected="no",
            how=consent["how"],
            language=languages.label(consent["language"], self.language),
            interpreter="yes" if interpreter["used"] else "no",
        )
        if interpreter["used"]:
            self.browser.fill(kind=interpreter["kind"], mode=interpreter["mode"])
        self.browser.press()

    def fill_page(self) -> None:
        for group in self.GROUPS:
            controls = self.browser.page.iter("input", "select", "textarea")
            if any((each.get("name") or "").startswith(f"{group}-") for each in controls):
                self.citizen = Group(self.browser, f"{group}-")
                self.answer(group)

    def register(self) -> None:
        """Every page until the check."""
        for _page in range(60):
            if self.browser.path.endswith("/check"):
                return
            self._speak_for_this_page()
            self.fill_page()
            more = self.browser.path.endswith(f"/person/{len(self.household['persons'])}")
            if "/person/" in self.browser.path and not more:
                self.browser.press(name="then", value="add")
            else:
                self.browser.press()
        raise AssertionError("registering does not end")

    def send(self) -> str:
        """The resident looks through it in the language of the consent, and agrees; the reference."""
        spoken = self.household["on_behalf"]["consent"]["language"]
        self.browser.open(f"/{spoken}/{self.browser.path.split('/', 2)[2]}")
        self.browser.fill(truth="yes", privacy_notice="yes", one_offer_understood="yes").press()
        return str(self.browser.page.xpath("string(//p[@class='reference'])")).strip()

    def _speak_for_this_page(self) -> None:
        """Words about health are written down in the resident's language, so that page is opened in it."""
        here = self.browser.path.split("/", 2)[2]
        needs = self.person["mapping"]["needs"] if "/person/" in here else {}
        self.language = needs.get("details_language", self.household["languages_used"][0])
        if not self.browser.path.startswith(f"/{self.language}/"):
            self.browser.open(f"/{self.language}/{here}")


def register(browser: Citizen, household: Household) -> str:
    """From consent to receipt; the reference."""
    registrar = Registrar(browser, household)
    registrar.begin()
    registrar.register()
    return registrar.send()
