"""A household of the record schema applies through the real forms: page by page, whatever page comes next."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, Self

from forms.codes import countries, languages, municipalities, occupations

Household = dict[str, Any]


class Citizen(Protocol):
    """Whoever applies: somebody without scripts (tests/citizen.py) or in Chromium (tests/browser/phone.py)."""

    @property
    def page(self) -> Any: ...
    @property
    def path(self) -> str: ...
    @property
    def text(self) -> str: ...
    def open(self, address: str) -> Self: ...
    def fill(self, **answers: Any) -> Self: ...
    def write(self, name: str, value: Any) -> None: ...
    def press(self, text: str = "", *, name: str = "", value: str = "") -> Self: ...
    def has(self, name: str) -> bool: ...


def example(number: str) -> Household:
    """The example household whose file begins with `number`, to be changed at will."""
    (file,) = (Path(__file__).parent / "households").glob(f"{number}-*.json")
    household: Household = json.loads(file.read_text())
    return household


def reached_by_sms(number: str, language: str = "en") -> Household:
    """An example household that applies and is written to in this language, by SMS."""
    household = example(number)
    household["languages_used"] = [language]
    household["contact"] |= {"phone": "+4790000001", "safe_ways": ["sms"], "written_language": language}
    return household


def begin(citizen: Citizen, household: Household, until: str = "apply/check-answers", *, phone: str = "own") -> None:
    """Begin anew and answer page after page until the address ends with `until`."""
    citizen.open(f"/{household['languages_used'][0]}/apply").fill(phone=phone).press()
    walk(citizen, household, until)


def apply(citizen: Citizen, household: Household) -> str:
    """Fill in everything and send; the reference."""
    begin(citizen, household)
    return send(citizen)


def walk(citizen: Citizen, household: Household, until: str = "apply/check-answers") -> None:
    """Answer page after page until the address ends with `until`."""
    Applicant(citizen, household).walk(until)


def send(citizen: Citizen) -> str:
    """From the check of all answers to the receipt; the reference."""
    language = citizen.path.split("/")[1]
    citizen.open(f"/{language}/apply/send")
    citizen.fill(truth="yes", privacy_notice="yes", one_offer_understood="yes").press()
    assert citizen.path.endswith("/apply/receipt"), citizen.text
    return str(citizen.page.xpath("string(//p[@class='reference'])")).strip()


class Applicant:
    """Knows the household and what to answer on each page."""

    def __init__(self, citizen: Citizen, household: Household) -> None:
        self.citizen = citizen
        self.household = household
        self.language = household["languages_used"][0]

    def walk(self, until: str) -> None:
        for _page in range(400):
            if self.citizen.path.endswith(until):
                return
            step = self.citizen.path.rpartition("/")[2]
            if step in ("code", "tasks"):
                self.citizen.open(str(self.citizen.page.xpath("string(//main//a[contains(@class,'ds-button')]/@href)")))
                continue
            before = self.citizen.path
            self.answer(step)
            self.citizen.press()
            assert self.citizen.path != before or step == "name", f"{before} does not go on"
        raise AssertionError("the journey does not end")

    def answer(self, step: str) -> None:
        fill: Callable[[], None] = getattr(self, step.replace("-", "_"))
        fill()

    @property
    def person(self) -> dict[str, Any]:
        number = int(self.citizen.path.split("/")[4])
        found: dict[str, Any] = self.household["persons"][number - 1]
        return found

    # One method for each page

    def start(self) -> None:
        self._date("born", self.household["persons"][0]["birth_date"])

    def young(self) -> None:
        pass

    def safe_way(self) -> None:
        pass

    def protection(self) -> None:
        self.citizen.fill(protected="yes" if self.household["protected"] else "no")

    def name(self) -> None:
        for part, value in self.person["name"].items():
            self.citizen.write(part, value)
        if self.person["role"] != "applicant":
            self.citizen.fill(role=self.person["role"])
            self._date("born", self.person["birth_date"])

    def members(self) -> None:
        listed = len(self.citizen.page.xpath("//ul[@class='people']/li"))
        self.citizen.fill(more="yes" if listed < len(self.household["persons"]) else "no")

    def citizenship(self) -> None:
        labels = [countries.label(code, self.language) for code in self.person["citizenships"]]
        self._rows("citizenships", [{"country": label} for label in labels])

    def numbers(self) -> None:
        found = self.person["identifiers"]
        self.citizen.fill(has="yes" if found else "no")
        self._rows("numbers", found)

    def permit(self) -> None:
        permit = self.person["permit"]
        self.citizen.fill(status=permit["status"], ground=permit["ground"])
        for name in ("decided_on", "informed_on"):
            if name in permit:
                self._date(name, permit[name])

    def guardian(self) -> None:
        adult = self.person["responsible_adult"]
        self.citizen.fill(kind=adult["kind"])
        if "person_id" in adult:
            number = [p["person_id"] for p in self.household["persons"]].index(adult["person_id"])
            given = self.household["persons"][number]["name"]["given"]
            label = self.citizen.page.xpath(f"//label[starts-with(normalize-space(), '{given} ')]/@for")[0]
            self.citizen.fill(who=self.citizen.page.get_element_by_id(label).get("value"))
        elif adult["kind"] != "none":
            self.citizen.fill(who="outside", name=adult.get("name", ""), phone=adult.get("phone", ""))

    def relations(self) -> None:
        found = self.person["mapping"]["relations"]
        self.citizen.fill(has="yes" if found else "no")
        self._rows("relations", [{**r, "municipality": self._municipality(r["municipality"])} for r in found])

    def needs(self) -> None:
        needs = self.person["mapping"]["needs"]
        self.citizen.fill(any=needs["any"], categories=needs.get("categories", []), details=needs.get("details", ""))

    def consent(self) -> None:
        self.citizen.fill(may_be_shared="yes" if self.person["mapping"]["needs"]["may_be_shared"] else "no")

    def occupation(self) -> None:
        work = self.person["mapping"]["occupation"]
        self.citizen.fill(status=work["status"], title=work.get("title", ""), years=str(work.get("years", "")))
        if "isco08" in work:
            self.citizen.fill(group=occupations.label(work["isco08"], self.language))

    def education(self) -> None:
        school = self.person["mapping"]["education"]
        self.citizen.fill(level=school["level"], field=school.get("field", ""))
        if "completed" in school:
            self.citizen.fill(completed="yes" if school["completed"] else "no")
        if "country" in school:
            self.citizen.fill(country=countries.label(school["country"], self.language))

    def living(self) -> None:
        living = self.household["living"]
        self.citizen.fill(situation=living["situation"])
        if self.household["protected"]:
            return
        self.citizen.fill(municipality=self._municipality(living["municipality"]))
        if "address" in living:
            address = living["address"]
            self.citizen.fill(
                street="\n".join(address["lines"]), postal_code=address["postal_code"], city=address["city"]
            )
        if "since" in living:
            self._date("since", living["since"])

    def stay(self) -> None:
        if "can_stay_until" in self.household["living"]:
            self._date("can_stay_until", self.household["living"]["can_stay_until"])

    def own_home(self) -> None:
        home = self.household["living"].get("own_housing", {"found": False})
        self.citizen.fill(found="yes" if home["found"] else "no")
        if home["found"]:
            self.citizen.fill(
                municipality=self._municipality(home["municipality"]), municipality_asked=home["municipality_asked"]
            )

    def pets(self) -> None:
        pets = self.household["pets"]
        self.citizen.fill(has="yes" if pets else "no")
        self._rows(
            "pets",
            [
                {"species": p["species"], "count": str(p["count"]), "checked": p["checked_by_food_authority"]}
                for p in pets
            ],
        )

    def contact(self) -> None:
        contact = self.household["contact"]
        self.citizen.fill(
            phone=contact.get("phone", ""), email=contact.get("email", ""), safe_ways=contact["safe_ways"]
        )

    def languages(self) -> None:
        contact = self.household["contact"]
        interpreter = contact["interpreter"]
        self.citizen.fill(
            written_language=contact["written_language"], interpreter="yes" if interpreter["needed"] else "no"
        )
        if interpreter["needed"]:
            self.citizen.fill(interpreter_language=languages.label(interpreter["language"], self.language))
        labels = [languages.label(code, self.language) for code in contact["spoken_languages"]]
        self._rows("spoken", [{"language": label} for label in labels])

    def wishes(self) -> None:
        placement = self.household["placement"]
        self.citizen.fill(anywhere="yes" if placement["anywhere"] else "no")
        if not self.household["protected"]:
            wishes = [{**w, "municipality": self._municipality(w["municipality"])} for w in placement["wishes"]]
            self._rows("wishes", wishes)

    # How fields are filled

    def _rows(self, name: str, rows: list[dict[str, str]]) -> None:
        for number, row in enumerate(rows):
            if not any(self.citizen.has(f"{name}-{number}-{field}") for field in row):
                self.citizen.press(name="rows", value=f"add:{name}")
            for field, value in row.items():
                self.citizen.write(f"{name}-{number}-{field}", value)

    def _date(self, name: str, iso: str) -> None:
        year, month, day = (iso.split("-") + ["", ""])[:3]
        for part, value in (("day", day), ("month", month), ("year", year)):
            self.citizen.write(f"{name}-{part}", value)

    def _municipality(self, number: str) -> str:
        return municipalities.label(number, self.language) if number != "0000" else ""
