"""Prints what the portal is built from, as a CycloneDX list of parts: every package of an installation with its hashes.

It reads the lock files only, so that the list says what is installed and not what happens to lie here.
"""

import base64
import json
import re
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).parents[1]
PYTHON_LOCK = HOUSE / "requirements.lock"
STYLES_LOCK = HOUSE / "portal" / "web" / "styles" / "package-lock.json"
# Of the packages for the style sheet only these end up in it; the others build it.
COPIED_INTO_THE_STYLE_SHEET = "@digdir/"


def parts_list() -> dict[str, Any]:
    """The whole document; the same lock files always give the same one."""
    components = [*python_packages(PYTHON_LOCK.read_text()), *style_packages(STYLES_LOCK.read_text())]
    content = json.dumps(components, sort_keys=True)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "settlement-portal", "name": "settlement-portal"}},
        "components": components,
        # What needs what is settled by the locks already: the portal needs all of it.
        "dependencies": [{"ref": "settlement-portal", "dependsOn": [part["bom-ref"] for part in components]}],
    }


def python_packages(lock: str) -> Iterator[dict[str, Any]]:
    """The packages of a lock for pip; each may come as one of several files, so it has several hashes."""
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        found = re.match(r"([a-z0-9.-]+)==([^ ;]+)", entry)
        hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)
        if found is None or not hashes:
            raise SystemExit(f"{PYTHON_LOCK.name}: {entry.splitlines()[0]} has no exact version with hashes.")
        name, version = found.groups()
        yield part(name, version, f"pkg:pypi/{name}@{version}", "required", [("SHA-256", each) for each in hashes])


def style_packages(lock: str) -> Iterator[dict[str, Any]]:
    """The packages of a lock for npm."""
    for place, about in json.loads(lock)["packages"].items():
        name = place.rpartition("node_modules/")[2]
        if not name:
            continue
        digest = base64.b64decode(about["integrity"].removeprefix("sha512-")).hex()
        scope = "required" if name.startswith(COPIED_INTO_THE_STYLE_SHEET) else "excluded"
        package = f"pkg:npm/{name.replace('@', '%40')}@{about['version']}"
        yield part(name, about["version"], package, scope, [("SHA-512", digest)])


def part(name: str, version: str, package: str, scope: str, hashes: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": package,
        "name": name,
        "version": version,
        "scope": scope,
        "purl": package,
        "hashes": [{"alg": kind, "content": digest} for kind, digest in hashes],
    }


if __name__ == "__main__":
    json.dump(parts_list(), sys.stdout, indent=2)
    sys.stdout.write("\n")
