"""A form that carries a file: taken apart within limits, refused where it is not as browsers write it (RFC 7578)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from portal.web.problems import Problem

MOST_PARTS = 60
MOST_BYTES_OF_HEADERS = 1024
MOST_BYTES_OF_TEXT = 64 * 1024

_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=?-]{1,70}")
_FIELD = re.compile(r'form-data; name="([^"\r\n]{1,100})"(?:; filename="([^"\r\n]{0,255})")?')


@dataclass(frozen=True)
class UploadedFile:
    """A file as it came: the name is what the sender's device calls it, and nothing is ever stored under it."""

    name: str
    content: bytes


def boundary_of(parameters: str) -> bytes:
    """What stands between the parts, by the header of the request. Raises Problem 400."""
    name, _equals, value = parameters.strip().partition("=")
    value = value.strip().removeprefix('"').removesuffix('"')
    if name.strip().lower() != "boundary" or not _BOUNDARY.fullmatch(value):
        raise Problem(400)
    return value.encode()


def parts_of(body: bytes, boundary: bytes) -> tuple[list[tuple[str, str]], dict[str, UploadedFile]]:
    """The fields in order, and the files by field; a field for a file that nobody chose is left out.

    Raises Problem 400 for what is broken or has too many parts, 413 for too much text.
    """
    fields: list[tuple[str, str]] = []
    files: dict[str, UploadedFile] = {}
    for headers, content in _raw_parts(body, boundary):
        name, file_name = _named(headers)
        if file_name is None:
            fields.append((name, _text(content)))
        elif name in files:
            raise Problem(400)
        elif file_name or content:
            files[name] = UploadedFile(file_name, content)
    if sum(len(name) + len(value) for name, value in fields) > MOST_BYTES_OF_TEXT:
        raise Problem(413)
    return fields, files


def _raw_parts(body: bytes, boundary: bytes) -> Iterator[tuple[bytes, bytes]]:
    first, *parts = (b"\r\n" + body).split(b"\r\n--" + boundary, MOST_PARTS + 2)
    if first or len(parts) < 2 or len(parts) > MOST_PARTS + 1 or parts[-1].strip(b"\r\n") != b"--":
        raise Problem(400)
    for part in parts[:-1]:
        headers, blank_line, content = part.partition(b"\r\n\r\n")
        if not blank_line or not headers.startswith(b"\r\n") or len(headers) > MOST_BYTES_OF_HEADERS:
            raise Problem(400)
        yield headers, content


def _named(headers: bytes) -> tuple[str, str | None]:
    """The name of a field, and of its file where it carries one."""
    found = []
    for line in _text(headers).split("\r\n")[1:]:
        header, colon, value = line.partition(":")
        if not colon:
            raise Problem(400)
        if header.strip().lower() == "content-disposition":
            found.append(_FIELD.fullmatch(value.strip()))
    if len(found) != 1 or found[0] is None:
        raise Problem(400)
    name, file_name = found[0].groups()
    return unquote(name), None if file_name is None else unquote(file_name)


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as broken:
        raise Problem(400) from broken
