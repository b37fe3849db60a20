"""How to reach the applicant safely, and in which languages."""

from typing import Any

from wtforms import Form

from forms.codes import languages
from forms.kit.contact_fields import EmailQuestion, PhoneQuestion
from forms.kit.fields import ChoiceQuestion, ChoicesQuestion, Option, yes_no
from forms.kit.rows import Rows
from forms.kit.search import SearchQuestion
from forms.kit.step import StepForm
from locales import LANGUAGES
from locales import lazy as _

LANGUAGE_NOT_FOUND = _("We do not know this language. Try another spelling, or write it in English.")

WAYS = (
    Option("sms", _("SMS")),
    Option("call", _("Telephone call")),
    Option("email", _("E-mail")),
    Option("post", _("Letter to the address where you live")),
    Option("portal", _("Only here in the portal"), _("You look yourself, with your code and your birth date.")),
)


class Contact(StepForm):
    """A telephone, an e-mail, both or neither; and the ways that are safe."""

    phone = PhoneQuestion(_("Telephone"), hint=_("Leave it empty if you have none. A shared telephone is fine."))
    email = EmailQuestion(_("E-mail"), hint=_("Leave it empty if you have none."))
    safe_ways = ChoicesQuestion(
        _("Which ways to reach you are safe?"),
        WAYS,
        hint=_("We ask everybody. Leave out a way if somebody could read or hear what they should not."),
        missing=_("Choose at least one way. “Only here in the portal” needs neither telephone nor e-mail."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        ways = self.safe_ways.data or []
        if good and self.phone.empty() and {"sms", "call"} & set(ways):
            self.phone.errors.append(_("You chose SMS or a call. Write the number, or choose another way."))
            return False
        if good and self.email.empty() and "email" in ways:
            self.email.errors.append(_("You chose e-mail. Write the address, or choose another way."))
            return False
        return good


class LanguageRow(Form):
    language = SearchQuestion(
        _("Language"),
        languages,
        hint=_("Sign languages too."),
        not_found=LANGUAGE_NOT_FOUND,
        missing=_("Write at least one language."),
    )


class LanguagesAndInterpreter(StepForm):
    """The language of letters, the languages one speaks, and whether an interpreter is needed."""

    written_language = ChoiceQuestion(
        _("In which language shall we write to you?"),
        [Option(language.code, language.own_name) for language in LANGUAGES.values()],
        missing=_("Choose the language we shall write in."),
    )
    spoken = Rows(
        _("Which languages do you speak well?"),
        LanguageRow,
        title=_("Language %(n)s"),
        add=_("Add another language"),
        missing=_("Write at least one language."),
        most=6,
        single=True,
    )
    interpreter = ChoiceQuestion(
        _("Do you need an interpreter when you talk with Norwegian authorities?"),
        yes_no(),
        hint=_("The interpreter is free for you and must keep silent about what is said."),
        missing=_("Choose yes or no."),
    )
    interpreter_language = SearchQuestion(
        _("In which language?"),
        languages,
        not_found=LANGUAGE_NOT_FOUND,
        missing=_("Write the language the interpreter should speak."),
        when=("interpreter", "yes"),
    )
