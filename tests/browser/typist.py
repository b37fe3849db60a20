"""Somebody who has no mouse: every field, link and button is reached by the Tab key, and worked by keys alone."""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator

from tests.browser.phone import Phone

# Where the wanted element is, as seen from where the focus is: 0 here, 4 further on, 2 behind.
WHERE = "(wanted) => document.activeElement === wanted ? 0 : document.activeElement.compareDocumentPosition(wanted)"
BEHIND = 2
MOST_TABS = 400
# What has the focus stands on the screen, and not beneath the bar that stays.
IS_SEEN = """() => {
    const { left, top, width, height } = document.activeElement.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + Math.min(height / 2, 20)];
    const there = document.elementFromPoint(x, y);
    return !!there && (document.activeElement.contains(there) || there.contains(document.activeElement)
        || [...(document.activeElement.labels || [])].some((label) => label.contains(there)));
}"""


class Typist(Phone):
    """The same things a person with a phone does, done with a keyboard. `hidden` names what had the focus unseen."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.hidden: list[str] = []

    def open(self, address: str) -> "Typist":
        """Follow the link to an address where there is one; otherwise type it into the browser."""
        links = self.window.locator(f'a[href="{address}"]:visible')
        if not links.count():
            super().open(address)
            return self
        self._enter(links.first)
        assert self.path == urlsplit(address).path
        return self

    def write(self, name: str, value: Any) -> None:
        found = self.window.locator(f'[name="{name}"]')
        assert found.count(), f"no field {name!r} on {self.path}"
        if not found.first.is_visible():
            assert not value, f"{name!r} is to hold an answer and cannot be seen on {self.path}"
            return
        kind = found.first.evaluate("field => field.tagName == 'INPUT' ? field.type : field.tagName")
        if kind == "radio":
            self._choose(found, value)
        elif kind == "checkbox":
            for box in found.all():
                if box.is_checked() != (box.get_attribute("value") in (value if isinstance(value, list) else [value])):
                    self._reach(box)
                    self.window.keyboard.press("Space")
        elif kind == "SELECT":
            self._reach(found)
            self._until("ArrowDown", f"document.activeElement.value == {value!r}")
        elif found.input_value() != value:
            self._reach(found)
            self.window.keyboard.press("Control+A")
            self.window.keyboard.press("Delete")
            self.window.keyboard.insert_text(value)

    def press(self, text: str = "", *, name: str = "", value: str = "") -> "Typist":
        button = self.window.locator("#answers button.ds-button:not([name])").last
        if name:
            button = self.window.locator(f'button[name="{name}"][value="{value}"]')
        elif text:
            button = self.window.get_by_role("button", name=text, exact=True)
        self._enter(button)
        return self

    def _choose(self, group: Locator, value: str) -> None:
        if not value or group.and_(self.window.locator(f'[value="{value}"]')).is_checked():
            return
        # A group of radio buttons is one stop of the Tab key: the chosen one, else the first or the last.
        checked = [each for each in group.all() if each.is_checked()]
        for end in checked or [group.first, group.last]:
            if self._tab(end):
                break
        self._until("ArrowDown", f"document.activeElement.value == {value!r}")
        self.window.keyboard.press("Space")

    def _enter(self, wanted: Locator) -> None:
        self._reach(wanted)
        with self.window.expect_navigation():
            self.window.keyboard.press("Enter")

    def _reach(self, wanted: Locator) -> None:
        assert self._tab(wanted), f"{wanted} cannot be reached with the Tab key on {self.path}"
        if not self.window.evaluate(IS_SEEN):
            self.hidden.append(f"{self.path}: {wanted.evaluate('element => element.outerHTML.slice(0, 120)')}")

    def _tab(self, wanted: Locator) -> bool:
        element, direction = wanted.element_handle(), None
        for _press in range(MOST_TABS):
            where = self.window.evaluate(WHERE, element)
            if where == 0:
                return True
            # Gone past it, or round the corner: it is no stop of the Tab key.
            if direction not in (None, where & BEHIND):
                return False
            direction = where & BEHIND
            self.window.keyboard.press("Shift+Tab" if direction else "Tab")
        return False

    def _until(self, key: str, condition: str) -> None:
        for _press in range(40):
            if self.window.evaluate(condition):
                return
            self.window.keyboard.press(key)
        raise AssertionError(f"{key} never leads to {condition} on {self.path}")
