"""A person with a phone: a page in Chromium, opened, filled in and pressed by what stands on it, as in citizen.py.

It remembers whatever no page may cause: a request to another site, a word of complaint in the console.
"""

from typing import Any
from urllib.parse import urlsplit

import lxml.html
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request

from tests.browser.site import Site

# What Chromium says in the console of a page with errors in its form, and of one that does not exist.
MEANT = ("status of 404", "status of 409", "status of 422")


class Phone:
    """One window. `window` is Playwright's page, `status` that of the page opened last; no `complaints` may remain."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.origin = origin
        self.window: Page = context.new_page()
        self.complaints: list[str] = []
        self.asked: list[Request] = []
        self.stays_here = True
        self.status = 0
        self.window.on("console", self._heard)
        self.window.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.window.on("request", self._request)

    # What a person does

    def open(self, address: str) -> "Phone":
        """Type an address."""
        answer = self.window.goto(self.origin + address if address.startswith("/") else address)
        self.status = answer.status if answer else 0
        return self

    def fill(self, **answers: Any) -> "Phone":
        for name, value in answers.items():
            self.write(name, value)
        return self

    def write(self, name: str, value: Any) -> None:
        """Fill the field (or the group of boxes) of this name; who has an answer must see the field."""
        found = self.window.locator(f'[name="{name}"]')
        assert found.count(), f"no field {name!r} on {self.path}"
        if not found.first.is_visible():
            assert not value, f"{name!r} is to hold an answer and cannot be seen on {self.path}"
            return
        kind = found.first.evaluate("field => field.tagName == 'INPUT' ? field.type : field.tagName")
        if kind in ("radio", "checkbox"):
            for each in value if isinstance(value, list) else [value]:
                if each:
                    self.window.locator(f'[name="{name}"][value="{each}"]').check()
        elif kind == "SELECT":
            found.select_option(value)
        else:
            found.fill(value)

    def press(self, text: str = "", *, name: str = "", value: str = "") -> "Phone":
        """Press a button by its text, or by its name and value; without either the main button of the main form."""
        button = self.window.locator("#answers button.ds-button:not([name])").last
        if name:
            button = self.window.locator(f'button[name="{name}"][value="{value}"]')
        elif text:
            button = self.window.get_by_role("button", name=text, exact=True)
        with self.window.expect_navigation():
            button.click()
        return self

    def back(self) -> None:
        """The phone's Back button; the page may come back from the browser's memory, without loading."""
        self.window.evaluate("window.isLeft = true; history.back()")
        self.window.wait_for_function("() => !window.isLeft && document.readyState == 'complete'")

    def carry(self, site: Site, cookie: str, kind: str = "session") -> None:
        """From now on the phone belongs to this visit."""
        name = site.settings.cookie(kind)
        self.window.context.add_cookies([{"name": name, "value": cookie, "url": site.origin, "secure": True}])

    def elsewhere_is_fine(self) -> None:
        """This phone is about to go to another site."""
        self.stays_here = False

    def press_first(self) -> None:
        """Press the first button of the page's own."""
        with self.window.expect_navigation():
            self.window.locator("main button").first.click()

    def another_tab(self) -> "Phone":
        return Phone(self.window.context, self.origin)

    def tab_to(self, field: str) -> None:
        """Press the Tab key until this field has the focus."""
        for _press in range(60):
            self.window.keyboard.press("Tab")
            if self.focused().evaluate("(element, field) => element.matches(field)", field):
                return
        raise AssertionError(f"{field} cannot be reached with the Tab key on {self.path}")

    def focused(self) -> Locator:
        return self.window.locator(":focus")

    # What a person sees

    @property
    def path(self) -> str:
        return urlsplit(self.window.url).path

    @property
    def page(self) -> Any:
        """The page as it is now."""
        return lxml.html.document_fromstring(self.window.content())

    @property
    def text(self) -> str:
        return " ".join(self.window.locator("body").inner_text().split())

    def has(self, name: str) -> bool:
        return self.window.locator(f'[name="{name}"]').count() > 0

    def value(self, name: str) -> str:
        return self.window.locator(f'[name="{name}"]').input_value()

    def everything_written(self) -> str:
        """The text of the page and whatever stands in its fields."""
        fields = self.window.evaluate("[...document.querySelectorAll('input,textarea')].map(field => field.value)")
        return self.text + " " + " ".join(fields)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(status in message.text for status in MEANT):
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        self.asked.append(request)
        if self.stays_here and not request.url.startswith((self.origin, "data:")):
            self.complaints.append(f"a request to {request.url}")
