"""The record that the case system gets: the answers in the words of its schema, one CloudEvent for each act."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from forms.kit.answers import Answers, Person
from forms.questions.situation import born, is_applicant, is_minor
from portal.submissions.drafts import WRITTEN_IN

NO_PARTICULAR_MUNICIPALITY = "0000"


def event(kind: str, *, subject: str, sequence: int, source: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
    """A CloudEvent 1.0 with an id that stays the same for ever."""
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": source,
        "type": kind,
        "subject": subject,
        "time": instant(at),
        "datacontenttype": "application/json",
        "dataschema": "urn:settlement:record:1",
        "sequence": sequence,
        "data": data,
    }


def instant(moment: datetime) -> str:
    """UTC, RFC 3339, whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def household(
    answers: Answers,
    *,
    question_set: str,
    reference: str,
    version: int,
    channel: str,
    languages: Sequence[str],
    warnings: Sequence[str],
    declarations: Sequence[dict[str, str]],
    at: datetime,
    today: date,
    on_behalf: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """`$defs/household` of the record schema; `on_behalf`: who of the staff wrote it down, with which consent."""
    protected = answers.said("protection", "protected") == "yes"
    return {
        "reference": reference,
        "version": version,
        "question_set": question_set,
        "channel": channel,
        "languages_used": list(languages),
        "submitted_at": instant(at),
        "contact": _contact(answers),
        "living": _living(answers, protected=protected),
        "persons": [_person(answers, person, today) for person in answers.people],
        "pets": [
            {"species": pet["species"], "count": pet["count"], "checked_by_food_authority": pet["checked"]}
            for pet in answers.said("pets", "pets") or []
        ],
        "placement": {
            "anywhere": answers.said("wishes", "anywhere") == "yes",
            "wishes": answers.said("wishes", "wishes") or [],
        },
        "protected": protected,
        "warnings": list(warnings),
        "declarations": list(declarations),
    } | ({"on_behalf": on_behalf} if on_behalf else {})


def _contact(answers: Answers) -> dict[str, Any]:
    contact = answers.household["contact"]
    languages = answers.household["languages"]
    return _without_empty(
        {
            "phone": contact.get("phone"),
            "email": contact.get("email"),
            "written_language": languages["written_language"],
            "spoken_languages": languages["spoken"],
            "interpreter": _without_empty(
                {
                    "needed": languages["interpreter"] == "yes",
                    "language": languages.get("interpreter_language"),
                }
            ),
            "safe_ways": contact["safe_ways"],
        }
    )


def _living(answers: Answers, *, protected: bool) -> dict[str, Any]:
    living = answers.household["living"]
    if protected:
        return {"situation": living["situation"], "municipality": NO_PARTICULAR_MUNICIPALITY}
    home = answers.household.get("own-home", {})
    return _without_empty(
        {
            "situation": living["situation"],
            "municipality": living["municipality"],
            "centre": _centre(answers),
            "address": {
                "lines": living["street"].split("\n"),
                "postal_code": living["postal_code"],
                "city": living["city"],
            }
            if living.get("street")
            else None,
            "since": living.get("since"),
            "can_stay_until": answers.said("stay", "can_stay_until"),
            "own_housing": {
                "found": True,
                "municipality": home["municipality"],
                "municipality_asked": home["municipality_asked"],
            }
            if home.get("found") == "yes"
            else None,
        }
    )


def _centre(answers: Answers) -> str | None:
    """The centre that has registered the household, for as long as it says that it lives there."""
    living, registered = answers.household["living"], answers.household.get("centre", {})
    still_there = all(living[what] == registered.get(what) for what in ("situation", "municipality"))
    return registered.get("code") if still_there else None


def _person(answers: Answers, person: Person, today: date) -> dict[str, Any]:
    name = person.steps["name"]
    return _without_empty(
        {
            "person_id": person.id,
            "role": "applicant" if is_applicant(answers, person) else name["role"],
            "name": {key: name[key] for key in ("given", "family", "patronymic", "native_script") if name.get(key)},
            "birth_date": born(answers, person),
            "citizenships": person.said("citizenship", "citizenships"),
            "identifiers": person.said("numbers", "numbers") or [],
            "permit": _stored(person, "permit"),
            "responsible_adult": _responsible_adult(person) if is_minor(answers, person, today) else None,
            "mapping": _mapping(person),
        }
    )


def _responsible_adult(person: Person) -> dict[str, Any]:
    guardian = person.steps["guardian"]
    inside = guardian.get("who") not in (None, "outside")
    return _without_empty(
        {
            "kind": guardian["kind"],
            "person_id": guardian["who"] if inside else None,
            "name": guardian.get("name"),
            "phone": guardian.get("phone"),
        }
    )


def _mapping(person: Person) -> dict[str, Any]:
    occupation = _stored(person, "occupation")
    education = _stored(person, "education")
    return _without_empty(
        {
            "relations": [
                {**relation, "municipality": relation.get("municipality", NO_PARTICULAR_MUNICIPALITY)}
                for relation in person.said("relations", "relations") or []
            ],
            "needs": _needs(person),
            "occupation": occupation
            and _without_empty(
                {
                    "status": occupation["status"],
                    "isco08": occupation.get("group"),
                    "title": occupation.get("title"),
                    "years": occupation.get("years"),
                }
            ),
            "education": education
            and _without_empty(
                {
                    "level": education["level"],
                    "completed": {"yes": True, "no": False}.get(education.get("completed", "")),
                    "field": education.get("field"),
                    "country": education.get("country"),
                }
            ),
        }
    )


def _needs(person: Person) -> dict[str, Any]:
    needs = person.steps["needs"]
    details = needs.get("details")
    return _without_empty(
        {
            "any": needs["any"],
            "categories": needs.get("categories"),
            "details": details,
            "details_language": needs[WRITTEN_IN] if details else None,
            "may_be_shared": {"yes": True, "no": False}.get(person.said("consent", "may_be_shared") or ""),
        }
    )


def _stored(person: Person, step: str) -> dict[str, Any] | None:
    """The answers to a step without the notes about them; None where it was not asked."""
    stored = person.steps.get(step)
    return None if stored is None else {name: value for name, value in stored.items() if name[0] != "_"}


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
