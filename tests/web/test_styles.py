"""The style sheet stays small, is the one that was built, and tells nothing about where it was built."""

import hashlib
import json
from pathlib import Path

import brotli
import pytest

WEB = Path(__file__).parents[2] / "portal" / "web"
STATIC = WEB / "static"
MANIFEST: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())


def test_the_style_sheet_leaves_room_for_the_page_in_the_first_round_trip() -> None:
    css = (STATIC / MANIFEST["portal.css"]).read_bytes()
    assert len(brotli.compress(css)) <= 6_500, "Build it with less: see COMPONENTS and UNUSED in styles/build.mjs."


@pytest.mark.parametrize("name", MANIFEST)
def test_a_file_carries_the_hash_of_its_content(name: str) -> None:
    built = MANIFEST[name]
    digest = hashlib.sha256((STATIC / built).read_bytes()).hexdigest()
    assert built.split(".")[1] == digest[:10], "Run `make styles`: a built file must not be changed by hand."


def test_nothing_built_before_is_left() -> None:
    assert {file.name for file in STATIC.iterdir()} == {*MANIFEST.values(), "manifest.json"}


def test_no_registry_is_named() -> None:
    assert '"resolved"' not in (WEB / "styles" / "package-lock.json").read_text()
