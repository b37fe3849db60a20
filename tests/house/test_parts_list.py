"""What the portal is built from is known by name, version and hash, and nothing else can be installed."""

import json
import os
import re
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def parts() -> dict[str, Any]:
    done = subprocess.run([sys.executable, str(HOUSE / ".ci" / "sbom.py")], capture_output=True, text=True, check=True)
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_the_list_of_parts_is_a_cyclonedx_document(parts: dict[str, Any]) -> None:
    assert (parts["bomFormat"], parts["specVersion"], parts["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", parts["serialNumber"])
    refs = [part["bom-ref"] for part in parts["components"]]
    assert len(set(refs)) == len(refs)
    assert parts["dependencies"][0]["dependsOn"] == refs
    digits = {"SHA-256": 64, "SHA-512": 128}
    for part in parts["components"]:
        assert part["purl"].endswith("@" + part["version"])
        assert part["hashes"]
        for each in part["hashes"]:
            assert re.fullmatch(r"[0-9a-f]+", each["content"]) and len(each["content"]) == digits[each["alg"]]


def test_it_names_every_package_of_an_installation_and_no_tool_of_the_tests(parts: dict[str, Any]) -> None:
    listed = {(part["name"], part["version"]) for part in parts["components"] if part["purl"].startswith("pkg:pypi/")}
    locked = set(re.findall(r"^([a-z0-9.-]+)==([^ ]+)", (HOUSE / "requirements.lock").read_text(), re.M))
    assert listed == locked and "pytest" not in {name for name, _version in listed}


def install(folder: Path, lock: str) -> subprocess.CompletedProcess[str]:
    """Install by a lock as an installation does, from packages that lie in `folder` and from nowhere else."""
    (folder / "test.lock").write_text(lock)
    python = folder / "environment" / "bin" / "python"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    only_from_here = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_TARGET": str(folder / "installed")}
    return subprocess.run(
        [str(HOUSE / ".ci" / "environment"), str(folder / "environment"), str(folder / "test.lock")],
        env={**os.environ, **only_from_here},
        capture_output=True,
        text=True,
        check=False,
    )


def package(folder: Path, version: str) -> str:
    """A package of this version; its hash."""
    file = folder / f"something-{version}-py3-none-any.whl"
    about = f"something-{version}.dist-info"
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr("something.py", f"version = {version!r}\n")
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: something\nVersion: {version}\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    return sha256(file.read_bytes()).hexdigest()


def test_a_lock_with_a_new_version_and_the_old_hashes_installs_nothing(tmp_path: Path) -> None:
    old, new = package(tmp_path, "1.0"), package(tmp_path, "2.0")
    assert install(tmp_path, f"something==1.0 --hash=sha256:{old}\n").returncode == 0
    refused = install(tmp_path, f"something==2.0 --hash=sha256:{old}\n")
    assert refused.returncode != 0 and "DO NOT MATCH" in refused.stderr
    assert install(tmp_path, f"something==2.0 --hash=sha256:{new}\n").returncode == 0


def test_a_lock_without_hashes_installs_nothing(tmp_path: Path) -> None:
    package(tmp_path, "1.0")
    assert install(tmp_path, "something==1.0\n").returncode != 0
