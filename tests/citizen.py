"""A test browser with opinions: it behaves like a person at a phone, and checks every page it opens.

Scripts are off, redirects are followed, forms are filled by the names of their fields and sent by their buttons.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

import html5lib
import httpx
import lxml.html

# What does not decide whether HTML is valid, so that pages that differ in nothing else are looked at once.
VALUES, WORDS = re.compile(r'="[^"<>&\0]*"'), re.compile(r">[^<>&\0]*[^<>&\0\s][^<>&\0]*(?=<)")
LABELLED = ("text", "tel", "email", "radio", "checkbox", "date", "number", "search", "file")


class Citizen:
    """One person with one browser. `page` is what the person sees; `answers` all that was ever answered."""

    def __init__(
        self, app: Any, origin: str = "https://portal.test", *, over: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """`over` is the line to the portal, where it is not this process that answers."""
        self._runner = asyncio.Runner()
        self.origin = origin
        self.client = httpx.AsyncClient(
            transport=over or httpx.ASGITransport(app=app, raise_app_exceptions=False),
            base_url=origin,
            headers={"sec-fetch-site": "same-origin", "accept-encoding": "identity"},
        )
        self.response: httpx.Response = httpx.Response(204)
        self.page: Any = None
        self.answers: list[httpx.Response] = []
        self.chosen: dict[str, tuple[str, bytes]] = {}

    def close(self) -> None:
        self._runner.run(self.client.aclose())
        self._runner.close()

    # What a person does

    def open(self, address: str, *, status: int = 200) -> "Citizen":
        """Type an address."""
        return self._see("GET", urljoin(str(self._here()), address), None, status)

    def follow(self, text: str) -> "Citizen":
        """Press the link with this text."""
        links = [a for a in self.page.iter("a") if " ".join(a.text_content().split()).startswith(text)]
        assert links, f"no link {text!r} on {self.path}: {[a.text_content() for a in self.page.iter('a')]}"
        return self.open(links[0].get("href"))

    def fill(self, **answers: Any) -> "Citizen":
        """Write into fields, choose options: `fill(given="Olena", phone="own", ways=["sms", "call"])`."""
        for name, value in answers.items():
            self.write(name, value)
        return self

    def write(self, name: str, value: Any) -> None:
        """Fill the field (or the group of boxes) of this name."""
        found = [e for e in self._controls() if e.get("name") == name]
        assert found, f"no field {name!r} on {self.path}: {sorted({str(e.get('name')) for e in self._controls()})}"
        chosen = value if isinstance(value, list) else [value]
        for element in found:
            if element.tag == "select":
                options = list(element.iter("option"))
                assert any(option.get("value") == value for option in options), f"{value!r} is no choice of {name}"
                for option in options:
                    option.attrib.pop("selected", None)
                    if option.get("value") == value:
                        option.set("selected", "")
            elif element.get("type") in ("radio", "checkbox"):
                element.attrib.pop("checked", None)
                if element.get("value") in chosen:
                    element.set("checked", "")
            elif element.tag == "textarea":
                element.text = value
            else:
                element.set("value", value)
        if found[0].get("type") in ("radio", "checkbox"):
            values = {e.get("value") for e in found}
            assert set(chosen) <= values, f"{chosen} are not all choices of {name}: {values}"

    def choose_file(self, name: str, file_name: str, content: bytes) -> "Citizen":
        """Choose a file in the field of this name, for the next press."""
        assert any(e.get("name") == name and e.get("type") == "file" for e in self._controls()), f"no file {name!r}"
        self.chosen[name] = (file_name, content)
        return self

    def press(self, text: str = "", *, name: str = "", value: str = "", status: int | None = 200) -> "Citizen":
        """Press a button by its text, or by its name and value; without either the main button of the main form."""
        button = self._button(text, name, value)
        form = self._form_of(button)
        fields = self.filled(form)
        if button.get("name"):
            fields.append((button.get("name"), button.get("value") or ""))
        action = button.get("formaction") or form.get("action") or ""
        target, _fragment = urldefrag(urljoin(str(self._here()), action))
        method = (form.get("method") or "get").upper()
        if method == "GET":
            return self._see("GET", f"{target.partition('?')[0]}?{urlencode(fields)}", None, status)
        files, self.chosen = self.chosen, {}
        return self._see(method, target, fields, status, files if form.get("enctype") else None)

    def post(self, address: str, fields: Iterable[tuple[str, str]], *, status: int | None) -> "Citizen":
        """Send a form that no page offered."""
        return self._see("POST", urljoin(str(self._here()), address), list(fields), status)

    def ask(
        self, method: str, address: str, content: str | bytes | None = None, **headers: str | None
    ) -> httpx.Response:
        """A request that no page offers: nothing is checked or followed; `sec_fetch_site=None` leaves a header out."""
        request = self.client.build_request(method, urljoin(str(self._here()), address), content=content)
        for name, value in headers.items():
            request.headers.pop(name.replace("_", "-"), None)
            if value is not None:
                request.headers[name.replace("_", "-")] = value
        return self._runner.run(self.client.send(request))

    def show(self, response: httpx.Response) -> "Citizen":
        """Look at an answer to `ask` as at any other page."""
        self.response, self.page = response, checked(response)
        return self

    # What a person sees

    @property
    def path(self) -> str:
        return urlsplit(str(self.response.url)).path

    @property
    def heading(self) -> str:
        return " ".join(self.page.find(".//h1").text_content().split())

    @property
    def text(self) -> str:
        return " ".join(self.page.text_content().split())

    def errors(self) -> list[str]:
        """The lines of the error summary."""
        summary = self.page.xpath("//*[contains(@class,'ds-error-summary')]//a")
        return [" ".join(line.text_content().split()) for line in summary]

    def value(self, name: str) -> Any:
        """What stands in a field."""
        for element in self._controls():
            if element.get("name") != name:
                continue
            if element.get("type") in ("radio", "checkbox"):
                if element.get("checked") is not None:
                    return element.get("value")
                continue
            if element.tag == "textarea":
                return element.text_content().removeprefix("\n")
            if element.tag == "select":
                return next((o.get("value") for o in element.iter("option") if o.get("selected") is not None), "")
            return element.get("value") or ""
        return None

    def has(self, name: str) -> bool:
        return any(element.get("name") == name for element in self._controls())

    def filled(self, form: Any = None) -> list[tuple[str, str]]:
        """The fields that a browser would send."""
        form = form if form is not None else self._main_form()
        fields: list[tuple[str, str]] = []
        for element in form.iter("input", "select", "textarea"):
            name, kind = element.get("name"), element.get("type")
            if not name or kind == "file" or (kind in ("radio", "checkbox") and element.get("checked") is None):
                continue
            if element.tag == "select":
                chosen = [o for o in element.iter("option") if o.get("selected") is not None]
                options = chosen or list(element.iter("option"))[:1]
                fields += [(name, option.get("value")) for option in options]
            elif element.tag == "textarea":
                fields.append((name, element.text_content().removeprefix("\n").replace("\n", "\r\n")))
            else:
                fields.append((name, element.get("value") or ""))
        return fields

    # How it works

    def _here(self) -> str:
        return str(self.response.url) if self.page is not None else self.origin

    def _see(
        self,
        method: str,
        url: str,
        fields: list[tuple[str, str]] | None,
        status: int | None,
        files: dict[str, tuple[str, bytes]] | None = None,
    ) -> "Citizen":
        self.response = self._runner.run(self._ask(method, url, fields, files))
        assert status in (self.response.status_code, None), (
            f"{method} {urlsplit(url).path} gave {self.response.status_code}, not {status}: "
            f"{self._errors_of(self.response)}"
        )
        if "text/html" in self.response.headers.get("content-type", ""):
            self.page = checked(self.response)
        return self

    async def _ask(
        self,
        method: str,
        url: str,
        fields: list[tuple[str, str]] | None,
        files: dict[str, tuple[str, bytes]] | None = None,
    ) -> httpx.Response:
        content = urlencode(fields).encode() if fields is not None else None
        headers = {"content-type": "application/x-www-form-urlencoded"} if fields is not None else {}
        if files is not None:
            content, headers = with_files(fields or [], files)
        response = await self.client.request(method, url, content=content, headers=headers)
        for _hop in range(5):
            self.answers.append(response)
            if response.status_code not in (301, 302, 303):
                return response
            target = urljoin(str(response.url), response.headers["location"])
            response = await self.client.get(target)
        raise AssertionError(f"{url} leads round and round")

    @staticmethod
    def _errors_of(response: httpx.Response) -> list[str]:
        if "text/html" not in response.headers.get("content-type", ""):
            return [response.text[:200]]
        page = lxml.html.document_fromstring(response.text)
        lines = page.xpath("//*[contains(@class,'ds-error-summary')]//a") or page.xpath("//h1")
        return [line.text_content().strip() for line in lines]

    def _controls(self) -> list[Any]:
        return list(self.page.iter("input", "select", "textarea"))

    def _main_form(self) -> Any:
        forms = list(self.page.iter("form"))
        return next((f for f in forms if f.get("id") == "answers"), forms[-1] if forms else None)

    def _button(self, text: str, name: str, value: str) -> Any:
        buttons = [b for b in self.page.iter("button") if b.get("aria-hidden") != "true"]
        if name:
            found = [b for b in buttons if b.get("name") == name and b.get("value") == value]
        elif text:
            found = [b for b in buttons if " ".join(b.text_content().split()).startswith(text)]
        else:
            found = [b for b in self._main_form().iter("button") if b.get("name") is None]
        assert found, f"no button {text or name + '=' + value!r} on {self.path}"
        return found[0]

    def _form_of(self, button: Any) -> Any:
        if button.get("form"):
            return self.page.get_element_by_id(button.get("form"))
        return next(ancestor for ancestor in button.iterancestors("form"))


def with_files(fields: Iterable[tuple[str, str]], files: dict[str, tuple[str, bytes]]) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of a form with files, as browsers write them."""
    lines = [f'--x-x-x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields]
    for name, (file_name, content) in files.items():
        about = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"'
        lines.append(f"--x-x-x\r\n{about}\r\nContent-Type: text/csv\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*lines, b"--x-x-x--\r\n"]), {"content-type": "multipart/form-data; boundary=x-x-x"}


_known_to_be_valid: set[str] = set()


def assert_valid(html: str, where: str) -> None:
    skeleton = WORDS.sub(">x", VALUES.sub('=""', html))
    if skeleton in _known_to_be_valid:
        return
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    problems = [f"{code} at {position}" for position, code, _data in parser.errors]
    assert not problems, f"{where}: invalid HTML: {problems[:5]}"
    _known_to_be_valid.add(skeleton)


def checked(response: httpx.Response) -> Any:
    """The page, after looking at what every page owes its reader."""
    html = response.text
    where = f"{response.request.method} {urlsplit(str(response.url)).path}"
    assert_valid(html, where)
    page = lxml.html.document_fromstring(html)
    language = urlsplit(str(response.url)).path.split("/")[1]
    assert page.get("lang") == language or language not in ("uk", "ru", "en", "nb", "nn"), f"{where}: wrong lang"
    assert len(page.xpath("//h1")) == 1, f"{where}: {len(page.xpath('//h1'))} h1"
    assert page.findtext(".//title", "").strip(), f"{where}: no title"
    ids = page.xpath("//@id")
    doubled = sorted(id_ for id_, times in Counter(ids).items() if times > 1)
    assert not doubled, f"{where}: ids stand twice: {doubled}"
    labels = set(page.xpath("//label/@for"))
    for element in page.iter("input", "select", "textarea"):
        if element.tag == "input" and (element.get("type") or "text") not in LABELLED:
            continue
        assert element.get("id") in labels or element.get("aria-label"), f"{where}: {element.get('name')} has no label"
    for reference in page.xpath("//@aria-describedby"):
        missing = [id_ for id_ in reference.split() if id_ not in ids]
        assert not missing, f"{where}: described by nothing: {missing}"
    for link in page.xpath("//a[starts-with(@href,'#')]/@href"):
        assert link[1:] in ids, f"{where}: {link} leads nowhere"
    assert not page.xpath("//@style | //style | //script[not(@src)]"), f"{where}: inline style or script"
    assert not [a for e in page.iter() for a in e.attrib if a.startswith("on")], f"{where}: inline handler"
    return page
