"""What a browser posted: read within limits, kept as it was typed."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

from starlette.requests import Request

from portal.web.multipart import UploadedFile, boundary_of, parts_of
from portal.web.problems import Problem
from portal.web.uploaded_tables import NO_FILE, Table

MOST_BYTES = 256 * 1024
MOST_FIELDS = 400
# Ten times what a table of 5 000 people needs.
MOST_BYTES_WITH_A_FILE = 4 * 1024 * 1024


class Form:
    """The fields of a posted form, in order; a name may come several times (boxes to tick).

    `file` is a file that came along where the address takes one, `table` what was read from it.
    """

    def __init__(self, pairs: list[tuple[str, str]], file: UploadedFile | None = None) -> None:
        self.pairs = pairs
        self.file = file
        self.table = Table(refused=NO_FILE)
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            # Browsers send line breaks as CR LF; answers have LF.
            self._values.setdefault(name, []).append(value.replace("\r\n", "\n"))

    def getlist(self, name: str) -> list[str]:
        return self._values.get(name, [])

    def get(self, name: str, otherwise: str = "") -> str:
        return self._values.get(name, [otherwise])[0]

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def refuse_repeated(self, allowed: set[str] | None = None) -> None:
        """Raise a 400 when a field that has one value came twice."""
        for name, values in self._values.items():
            if len(values) > 1 and name not in (allowed or set()):
                raise Problem(400)


async def read_form(request: Request, *, takes_file: bool = False) -> Form:
    """The posted form. Raises Problem 415 for another content type, 413 when it is too long, 400 when it is broken."""
    kind, _sep, parameters = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind == "multipart/form-data" and takes_file:
        boundary = boundary_of(parameters)
        fields, files = parts_of(await _body(request, MOST_BYTES_WITH_A_FILE), boundary)
        if len(files) > 1:
            raise Problem(400)
        return Form(fields, next(iter(files.values()), None))
    if kind != "application/x-www-form-urlencoded":
        raise Problem(415)
    body = await _body(request, MOST_BYTES)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as broken:
        raise Problem(400) from broken
    return Form(pairs)


async def _body(request: Request, most: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise Problem(413)
    return bytes(body)
