"""What can go wrong with a request, and the page that says so in the reader's language."""

from dataclasses import dataclass

from locales import lazy as _


class Problem(Exception):
    """Ends a request with an error page of this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Said:
    """The heading and the advice of an error page."""

    title: str
    advice: str


SAID: dict[int, Said] = {
    400: Said(
        _("We did not understand what your browser sent"),
        _("Go back one page and try again. What you saved before is still here."),
    ),
    403: Said(
        _("This page is no longer valid"),
        _("Go back one page, load it anew and try again. What you saved before is still here."),
    ),
    404: Said(_("There is no such page"), _("Look at the address once more, or go to the first page.")),
    405: Said(_("This page cannot be used that way"), _("Go back one page and try again.")),
    413: Said(_("That was too much at once"), _("Go back one page and shorten the text, or choose a smaller file.")),
    415: Said(_("We cannot read what your browser sent"), _("Go back one page and try again.")),
    429: Said(_("Too many tries"), _("Wait for an hour, then try again. What you saved before is still here.")),
    500: Said(
        _("Something went wrong with us"),
        _("It is not your fault. Go back and try again in a few minutes. What you saved before is still here."),
    ),
    503: Said(
        _("The portal cannot save right now"),
        _("Wait a few minutes, then go back one page and try again. What you typed was not saved yet."),
    ),
}


def said(status: int) -> Said:
    """What to tell the reader; an unknown status is told as the nearest known one."""
    return SAID.get(status) or SAID[400 if status < 500 else 500]
