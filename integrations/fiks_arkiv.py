"""Leaves records with the archive: a case folder, a journal entry and a readable document, as Fiks Arkiv wants them.

`arkivmelding.opprett`, version 1 (github.com/ks-no/fiks-arkiv-specification). The transport is a folder that the
archive's own client empties, and puts its receipts back into.
"""

import hashlib
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

from integrations.archive_document import document_of, title_of

BASE = "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv"
OPPRETT = f"{BASE}/arkivmelding/opprett/v1"
KATALOG = f"{BASE}/metadatakatalog/v1"
KVITTERING = f"{BASE}/arkivmelding/opprett/kvittering/v1"
FEILMELDING = f"{BASE}/feil/feilmelding/v1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

SYSTEM = "Bosettingsportalen"
# Personal circumstances: the Freedom of Information Act § 13, cf. the Public Administration Act § 13.
SHIELDED_BY = "Offl. § 13 jf. fvl. § 13 (1) nr. 1"
DOCUMENT = "dokument.txt"
MESSAGE = "arkivmelding.xml"


class ArchiveRefused(Exception):
    """The archive did not take it; says under which id it has noted the fault."""


class NotAReceipt(Exception):
    """What came back is no receipt of the archive's."""


@dataclass(frozen=True)
class ArchiveReceipt:
    """The archive has the record; `archive_id` is its own id of the journal entry."""

    record_id: str
    archive_id: str


def package(record: Mapping[str, Any]) -> dict[str, bytes]:
    """What leaves for one record, by file name: the message and the document. The same record, the same bytes."""
    document = document_of(record)
    return {MESSAGE: _message(record, document), DOCUMENT: document}


def put_into(folder: Path, record: Mapping[str, Any]) -> Path:
    """Put the package there as one ZIP file named by the record's id: whole or not at all, and once however often."""
    place = folder / f"{record['id']}.zip"
    unfinished = folder / f".{record['id']}.unfinished"
    with unfinished.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in package(record).items():
                archive.writestr(zipfile.ZipInfo(name), content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(place)
    return place


def read_receipt(message: bytes) -> ArchiveReceipt:
    """What the archive answered. Raises ArchiveRefused, and NotAReceipt for anything that is not an answer."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(message, parser)
    except etree.XMLSyntaxError as error:
        raise NotAReceipt from error
    fault = root.findtext(f".//{{{FEILMELDING}}}feilId")
    if fault is not None:
        raise ArchiveRefused(fault)
    entry = root.find(f"{{{KVITTERING}}}registreringKvittering")
    archive_id = None if entry is None else entry.findtext(f"{{{KVITTERING}}}systemID")
    key = None if entry is None else entry.findtext(f"{{{KVITTERING}}}referanseEksternNoekkel/{{{KATALOG}}}noekkel")
    if not archive_id or not key:
        raise NotAReceipt
    return ArchiveReceipt(key, archive_id)


def _message(record: Mapping[str, Any], document: bytes) -> bytes:
    root = etree.Element(f"{{{OPPRETT}}}arkivmelding", nsmap={None: OPPRETT, "k": KATALOG, "xsi": XSI})
    _add(root, "system", SYSTEM)
    _add(root, "antallFiler", "1")
    _folder(root, record)
    _journal_entry(root, record, document)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _folder(root: etree._Element, record: Mapping[str, Any]) -> None:
    """The case: known by its subject, so that later records about it find the same one."""
    folder = _add(root, "mappe")
    folder.set(f"{{{XSI}}}type", "saksmappe")
    # Titles are public in a journal: they name the case and never a person.
    _add(folder, "tittel", f"Bosetting, {record['subject']}")
    _shield(folder)
    _external_key(folder, str(record["subject"]))
    _code(folder, "saksstatus", "B", "Under behandling")


def _journal_entry(root: etree._Element, record: Mapping[str, Any], document: bytes) -> None:
    moment = datetime.fromisoformat(str(record["time"])).isoformat()
    entry = _add(root, "registrering")
    entry.set(f"{{{XSI}}}type", "journalpost")
    _add(entry, "opprettetDato", moment)
    _shield(entry)
    description = _add(entry, "dokumentbeskrivelse")
    _code(description, "dokumentstatus", "F", "Dokumentet er ferdigstilt")
    _add(description, "tittel", title_of(record))
    _code(description, "tilknyttetRegistreringSom", "H", "Hoveddokument")
    _add(description, "dokumentnummer", "1")
    _shield(description)
    _file(description, record, document)
    _add(entry, "tittel", title_of(record))
    _correspondent(entry, record)
    _external_key(entry, str(record["id"]))
    _code(entry, "journalposttype", "I", "Inngående dokument")
    _code(entry, "journalstatus", "J", "Journalført")
    _add(entry, "mottattDato", moment)


def _file(description: etree._Element, record: Mapping[str, Any], document: bytes) -> None:
    file = _add(description, "dokumentobjekt")
    _add(file, "versjonsnummer", "1")
    _code(file, "variantformat", "A", "Arkivformat")
    _code(file, "format", "RA-TEKST", "Ren tekst")
    _add(file, "formatDetaljer", "UTF-8")
    _add(file, "mimeType", "text/plain")
    _add(file, "filnavn", f"{title_of(record)}.txt")
    _add(file, "referanseDokumentfil", DOCUMENT)
    _add(file, "sjekksum", hashlib.sha256(document).hexdigest())
    _add(file, "sjekksumAlgoritme", "SHA-256")
    _add(file, "filstoerrelse", str(len(document)))


def _correspondent(entry: etree._Element, record: Mapping[str, Any]) -> None:
    """Who sent it: the applicant by name, unless somebody in the household must not be found."""
    sender = _add(entry, "korrespondansepart")
    _code(sender, "korrespondanseparttype", "EA", "Avsender")
    _add(sender, "korrespondansepartNavn", _sender(record))
    _add(sender, "erSkjermet", "true")
    _add(sender, "erPersonnavn", "true" if _household(record) else "false")


def _sender(record: Mapping[str, Any]) -> str:
    household = _household(record)
    if household and household["protected"]:
        return "Skjermet avsender"
    if household:
        name = household["persons"][0]["name"]
        return f"{name['given']} {name['family']}"
    municipality = record["data"].get("municipality")
    return f"Kommune {municipality}" if municipality else f"Partene i {record['subject']}"


def _household(record: Mapping[str, Any]) -> Mapping[str, Any]:
    data = record["data"]
    household: Mapping[str, Any] = data if "persons" in data else data.get("household", {})
    return household


def _shield(parent: etree._Element) -> None:
    shielding = _add(parent, "skjerming")
    _code(shielding, "tilgangsrestriksjon", "13", "Unntatt offentlighet")
    _add(shielding, "skjermingshjemmel", SHIELDED_BY)


def _external_key(parent: etree._Element, key: str) -> None:
    reference = _add(parent, "referanseEksternNoekkel")
    # The parts of a key, like those of a code, belong to the catalogue's namespace and not to the message's.
    _add(reference, "fagsystem", SYSTEM, KATALOG)
    _add(reference, "noekkel", key, KATALOG)


def _code(parent: etree._Element, name: str, code: str, description: str) -> None:
    element = _add(parent, name)
    _add(element, "kode", code, KATALOG)
    _add(element, "beskrivelse", description, KATALOG)


def _add(parent: etree._Element, name: str, text: str | None = None, namespace: str = OPPRETT) -> etree._Element:
    element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    element.text = text
    return element
