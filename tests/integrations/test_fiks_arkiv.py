"""Records leave for the archive as its schema wants them, readable in Norwegian, and its receipts are read back."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from lxml import etree

from integrations.archive_document import document_of, words
from integrations.fiks_arkiv import (
    BASE,
    DOCUMENT,
    KVITTERING,
    MESSAGE,
    ArchiveReceipt,
    ArchiveRefused,
    NotAReceipt,
    package,
    put_into,
    read_receipt,
)
from integrations.record_schema import SCHEMA
from tests.receiver import new_subject, record

HOUSEHOLDS = sorted((Path(__file__).parents[1] / "journeys" / "households").glob("*.json"))
# The official schemas are no part of the project; they are looked for in it and beside it.
HOUSE = Path(__file__).parents[2]
PLACES = (HOUSE / "data" / "fiks-arkiv-xsd", HOUSE.parent / "shared" / "data" / "fiks-arkiv-xsd")
BESIDE = next((place for place in PLACES if place.is_dir()), PLACES[0])
OFFICIAL = Path(os.environ.get("PORTAL_FIKS_ARKIV_XSD", BESIDE))
MESSAGE_KIND = "no.ks.fiks.arkiv.v1.arkivering.arkivmelding.opprett"


def application(household: Path, kind: str = "no.settlement.application.submitted.v1") -> dict[str, Any]:
    data = json.loads(household.read_text(encoding="utf-8"))
    return record(new_subject()) | {"type": kind, "data": data}


def official(kind: str) -> xmlschema.XMLSchema:
    if not OFFICIAL.is_dir():
        pytest.skip("the official XSD is not here: set PORTAL_FIKS_ARKIV_XSD to its folder")
    return xmlschema.XMLSchema(str(OFFICIAL / f"{kind}.xsd"))


@pytest.mark.parametrize("household", HOUSEHOLDS, ids=lambda path: path.stem)
def test_every_example_household_is_valid_by_the_official_schema(household: Path) -> None:
    official(MESSAGE_KIND).validate(package(application(household))[MESSAGE].decode())


def test_records_without_a_household_are_valid_too() -> None:
    schema = official(MESSAGE_KIND)
    answered = {"municipality": "4601", "answer": "can_receive", "staff": "s-1", "at": "2026-11-20T09:00:00Z"}
    schema.validate(package(record(new_subject()))[MESSAGE].decode())
    kind = "no.settlement.municipality.responded.v1"
    schema.validate(package(record(new_subject()) | {"type": kind, "data": answered})[MESSAGE].decode())


@pytest.mark.parametrize("household", HOUSEHOLDS, ids=lambda path: path.stem)
def test_the_document_says_all_that_the_record_says(household: Path) -> None:
    said = application(household)
    text = document_of(said).decode()
    assert text.startswith("Søknad om bosetting\n")
    for person in said["data"]["persons"]:
        assert person["name"]["family"] in text
        for identifier in person["identifiers"]:
            assert identifier["value"] in text
    assert "20.11.2026 kl. 10.00" in text
    assert said["data"]["contact"]["phone"] in text if "phone" in said["data"]["contact"] else True


def test_the_message_describes_the_document_it_comes_with() -> None:
    files = package(application(HOUSEHOLDS[0]))
    message = files[MESSAGE].decode()
    assert hashlib.sha256(files[DOCUMENT]).hexdigest() in message
    assert f">{len(files[DOCUMENT])}<" in message
    assert "Offl. § 13" in message


def test_titles_name_nobody() -> None:
    said = application(HOUSEHOLDS[0])
    root = etree.fromstring(package(said)[MESSAGE])
    titles = " ".join(element.text or "" for element in root.iter() if etree.QName(element).localname == "tittel")
    assert titles
    assert not any(word in titles for word in said["data"]["persons"][0]["name"].values())


def test_of_a_protected_household_nobody_is_named_outside_the_document() -> None:
    (protected,) = (path for path in HOUSEHOLDS if "protected" in path.stem)
    said = application(protected)
    message = package(said)[MESSAGE].decode()
    assert "Skjermet avsender" in message
    assert not any(name in message for person in said["data"]["persons"] for name in person["name"].values())


def test_the_same_record_makes_the_same_package_and_one_file(tmp_path: Path) -> None:
    said = application(HOUSEHOLDS[0])
    first = put_into(tmp_path, said).read_bytes()
    assert put_into(tmp_path, said).read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == [f"{said['id']}.zip"]
    with zipfile.ZipFile(tmp_path / f"{said['id']}.zip") as archive:
        assert archive.namelist() == [MESSAGE, DOCUMENT]


def receipt_for(record_id: str) -> bytes:
    return f"""<?xml version="1.0"?>
<arkivmeldingKvittering xmlns="{KVITTERING}" xmlns:k="{BASE}/metadatakatalog/v1">
  <registreringKvittering>
    <systemID>0193a0a0-0000-4000-8000-000000000000</systemID>
    <referanseEksternNoekkel>
      <k:fagsystem>Bosettingsportalen</k:fagsystem>
      <k:noekkel>{record_id}</k:noekkel>
    </referanseEksternNoekkel>
    <opprettetEllerEksisterende>Opprettet</opprettetEllerEksisterende>
  </registreringKvittering>
</arkivmeldingKvittering>""".encode()


def test_a_receipt_is_read_back() -> None:
    receipt = receipt_for("our-record")
    assert read_receipt(receipt) == ArchiveReceipt("our-record", "0193a0a0-0000-4000-8000-000000000000")
    official(f"{MESSAGE_KIND}.kvittering").validate(receipt.decode())


def test_a_refusal_is_told_by_the_archives_own_id_of_it() -> None:
    refusal = f"""<arkivmeldingKvittering xmlns="{KVITTERING}" xmlns:f="{BASE}/feil/feilmelding/v1">
      <registreringFeilet><f:feilId>4711</f:feilId><f:feilmelding>nei</f:feilmelding></registreringFeilet>
    </arkivmeldingKvittering>""".encode()
    with pytest.raises(ArchiveRefused, match="4711"):
        read_receipt(refusal)
    official(f"{MESSAGE_KIND}.kvittering").validate(refusal.decode())


@pytest.mark.parametrize("other", [b"", b"<html/>", b"not xml", f"<a xmlns='{KVITTERING}'/>".encode()])
def test_anything_else_is_no_receipt(other: bytes) -> None:
    with pytest.raises(NotAReceipt):
        read_receipt(other)


def test_every_name_and_code_of_the_record_has_its_norwegian_word() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    names = {name for definition in schema["$defs"].values() for name in names_in(definition)}
    codes = {
        code
        for name, definition in schema["$defs"].items()
        if name != "portal_language"
        for code in codes_in(definition)
    }
    assert set(words()["types"]) == set(schema["properties"]["type"]["enum"])
    assert set(words()["names"]) == names
    assert set(words()["codes"]) == codes


def names_in(definition: Any) -> Iterator[str]:
    if isinstance(definition, dict):
        properties = definition.get("properties", {})
        yield from properties
        for part in [*properties.values(), *(value for key, value in definition.items() if key != "properties")]:
            yield from names_in(part)


def codes_in(definition: Any) -> Iterator[str]:
    if isinstance(definition, dict):
        yield from definition.get("enum", [])
        for part in definition.values():
            yield from codes_in(part)
