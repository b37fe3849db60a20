"""Before staff write anything for somebody: whether the person agrees, how that was asked, and who interpreted."""

from typing import Any

from forms.codes import languages
from forms.kit.fields import ChoiceQuestion, worded, yes_no
from forms.kit.search import SearchQuestion
from forms.questions.contact import LANGUAGE_NOT_FOUND
from forms.questions.protection import Protection
from locales import lazy as _

# What is read before somebody says yes. Other words, in whichever language, are a new version.
WORDS = _(
    "The answers are used to find a municipality for you. IMDi and the municipality that is asked see them. You may "
    "say no, and you may stop at any time, also after they are sent. You look through everything yourself before it "
    "is sent."
)
VERSION = "2"


class ConsentToRegister(Protection):
    """Safety first, then consent; without a yes nothing is stored."""

    how = ChoiceQuestion(
        _("Does the person agree that you write down the answers and send them?"),
        worded(
            [
                ("read_by_person", _("Yes, after reading what they are used for")),
                ("read_aloud", _("Yes, after it was read aloud")),
                ("no", _("No")),
            ]
        ),
        missing=_("Choose whether the person agrees."),
    )
    language = SearchQuestion(
        _("In which language was the person asked?"),
        languages,
        not_found=LANGUAGE_NOT_FOUND,
        missing=_("Write the language in which the person was asked."),
    )
    interpreter = ChoiceQuestion(
        _("Does somebody interpret?"), yes_no(), missing=_("Choose whether somebody interprets.")
    )
    kind = ChoiceQuestion(
        _("Who interprets?"),
        worded(
            [
                ("qualified", _("A qualified interpreter")),
                ("other", _("Another adult")),
                ("child", _("A child")),
            ]
        ),
        missing=_("Choose who interprets."),
        when=("interpreter", "yes"),
    )
    mode = ChoiceQuestion(
        _("How do you hear the interpreter?"),
        worded(
            [
                ("in_person", _("In the same room")),
                ("telephone", _("By telephone")),
                ("screen", _("On a screen")),
            ]
        ),
        missing=_("Choose how you hear the interpreter."),
        when=("interpreter", "yes"),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if self.how.data == "no":
            self.how.errors.append(_("Without a yes nothing can be registered. The person may also say yes later."))
            return False
        if self.kind.data == "child":
            self.kind.errors.append(_("A child must not interpret: the law forbids it. Call a qualified interpreter."))
            return False
        return good
