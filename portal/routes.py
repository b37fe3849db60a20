"""The site map: every address, the pages that answer it, and the access it needs (see web/guards.py).

An address begins with the language of the page. What stands under "draft" belongs to the application of this visit.
"""

from dataclasses import dataclass

from portal.pages import home, stopping
from portal.pages.apply import beginning, leaving, resume, sending, steps, tasks
from portal.pages.centre import afterwards, checking, consenting, importing, registering, roster, without_network
from portal.pages.directorate import delivery, flow, openings, protected
from portal.pages.directorate import feedback as feedback_overview
from portal.pages.figures import open_data
from portal.pages.figures import show as figures
from portal.pages.information import offline, opinion, poster, promises, reading, road, searching, what_applies
from portal.pages.municipality import answering, capacity, feedback, files, mail, settling, settling_by_file
from portal.pages.municipality import case as household
from portal.pages.municipality import queue as municipal_queue
from portal.pages.my_case import (
    adults,
    another_municipality,
    answers,
    case,
    change,
    id_porten,
    lost,
    my_data,
    own_way,
    proof,
    questions,
    withdrawal,
)
from portal.pages.sign_in import ansattporten, door
from portal.pages.staff import audit_log, change_requests, duplicates, rights, start, visits, vouching
from portal.web.call import Page


@dataclass(frozen=True)
class Address:
    """One address under `/{language}/`, with the page for each method; `takes_file` where a table can be sent along."""

    path: str
    access: str
    get: Page | None = None
    post: Page | None = None
    takes_file: bool = False

    @property
    def pages(self) -> dict[str, Page]:
        """The pages by method."""
        return {method: page for method, page in (("GET", self.get), ("POST", self.post)) if page}


ADDRESSES = (
    Address("", "open", home.home),
    Address("information", "open", reading.show_contents),
    Address("information/{slug}", "open", reading.show),
    Address("information/{slug}/opinion", "open", opinion.ask, opinion.keep),
    Address("glossary", "open", reading.show_glossary),
    Address("search", "open", searching.search),
    Address("road", "open", road.show),
    Address("poster", "open", poster.show),
    Address("promises", "looked up", promises.show),
    Address("offline", "open", offline.show),
    Address("offline/list", "open", offline.kept),
    Address("check", "open", what_applies.check),
    Address("what-applies", "open", what_applies.what_applies),
    Address("figures", "looked up", figures.of_the_country),
    Address("figures/{file}", "looked up", open_data.download),
    Address("apply", "visit", beginning.before_you_begin, beginning.begin),
    Address("apply/code", "draft", beginning.code, beginning.keep_longer),
    Address("apply/tasks", "draft", tasks.show),
    Address("apply/person/{number:int}/remove", "draft", tasks.remove, tasks.removed),
    Address("apply/person/{number:int}/{step}", "draft", steps.show, steps.save),
    Address("apply/check-answers", "draft", sending.check_answers),
    Address("apply/send", "draft", sending.declare, sending.send),
    Address("apply/receipt", "case", sending.receipt),
    Address("apply/delete", "draft", leaving.delete, leaving.deleted),
    Address("apply/{step}", "draft", steps.show, steps.save),
    Address("resume", "visit", resume.show, resume.resume),
    Address("resume/time-up", "visit", resume.time_up),
    Address("resume/lost", "visit", lost.ask, lost.send),
    Address("resume/lost/code", "visit", lost.ask_for_code, lost.find),
    Address("resume/lost/choose", "visit", lost.choose, lost.chosen),
    Address("my-case", "case", case.show),
    Address("my-case/proof", "case", proof.choose_way, proof.send),
    Address("my-case/proof/code", "case", proof.ask, proof.prove),
    Address("my-case/proof/paper", "case", proof.ask_for_paper, proof.prove_by_paper),
    Address("my-case/proof/id-porten", "case", id_porten.explain, id_porten.leave),
    Address("my-case/vouched", "proof", proof.vouched),
    Address("my-case/answers", "either adult", answers.show),
    Address("my-case/questions", "either adult", questions.show, questions.answer),
    Address("my-case/change", "proof", change.choose, change.begin),
    Address("my-case/change/check", "draft", change.check, change.send),
    Address("my-case/withdraw", "proof", withdrawal.ask, withdrawal.withdraw),
    Address("my-case/another-municipality", "proof", another_municipality.ask, another_municipality.send),
    Address("my-case/my-data", "either adult", my_data.show),
    Address("my-case/my-data.json", "either adult", my_data.download),
    Address("my-case/adults", "proof", adults.show, adults.hand_over),
    Address("my-case/own", "case", own_way.show, own_way.take),
    Address("my-case/own/contact", "other adult", own_way.ask_contact, own_way.keep_contact),
    Address("my-case/own/needs", "other adult", own_way.ask_needs, own_way.send_needs),
    Address("my-case/own/leave", "other adult", own_way.ask_leaving, own_way.leave),
    Address("my-case/erase", "proof", my_data.ask_to_erase, my_data.erase),
    Address("my-case/ways", "case", post=case.begin_way_again),
    Address("stop/{token}", "open", stopping.ask, stopping.stop),
    Address("leave", "open", post=leaving.leave),
    Address("done", "open", post=leaving.done),
    Address("sign-in", "door", door.show),
    Address("sign-in/once-more", "door", door.once_more),
    Address("sign-in/ansattporten", "door", post=ansattporten.leave),
    Address("sign-in/demo", "door", post=door.as_demo_person),
    Address("sign-out", "staff", post=door.sign_out),
    Address("staff", "staff", start.show),
    Address("staff/role", "staff", post=start.take_role),
    Address("staff/visits", "staff", visits.show, visits.end),
    Address("staff/vouch", "vouch", vouching.ask, vouching.hand_out),
    Address("staff/rights", "give rights", rights.show, rights.change),
    Address("staff/audit", "read the audit log", audit_log.show),
    Address("directorate/information", "see the delivery", opinion.overview),
    Address("centre", "register residents", roster.show, roster.search),
    Address("centre/begin", "register residents", consenting.ask_consent, consenting.begin),
    Address("centre/take-over", "register residents", consenting.ask_code, consenting.take_over),
    Address("centre/import", "register residents", importing.ask, importing.take, takes_file=True),
    Address("centre/without-network", "register residents", without_network.show),
    Address("centre/without-network/kept", "register residents", without_network.kept),
    Address("centre/without-network/{page}", "register residents", without_network.write),
    Address("centre/{household}/person/{number:int}", "register residents", registering.show, registering.save),
    Address("centre/{household}/person/{number:int}/remove", "register residents", post=registering.remove),
    Address("centre/{household}/together", "register residents", registering.show, registering.save),
    Address("centre/{household}/check", "register residents", checking.show, checking.send),
    Address("centre/{household}/receipt", "register residents", afterwards.receipt),
    Address("centre/{household}/stop", "register residents", post=consenting.stop),
    Address("centre/{household}/status", "register residents", afterwards.status, afterwards.withdraw),
    Address("centre/{household}/link", "register residents", afterwards.ask_link, afterwards.link),
    Address("municipality", "see the municipality's cases", municipal_queue.show, municipal_queue.act),
    Address("municipality/settlements", "see the municipality's cases", settling.show_open),
    Address(
        "municipality/settlements/file",
        "answer for the municipality",
        settling_by_file.ask,
        settling_by_file.take,
        takes_file=True,
    ),
    Address("municipality/settlements/{file}", "see the municipality's cases", settling_by_file.to_fill_in),
    Address("municipality/case/{case}", "see the municipality's cases", household.show, household.act),
    Address("municipality/case/{case}/answer", "answer for the municipality", answering.ask, answering.answer),
    Address("municipality/case/{case}/settlement", "answer for the municipality", settling.ask, settling.register),
    Address("municipality/capacity", "report capacity", capacity.show),
    Address("municipality/capacity/{year:int}", "report capacity", capacity.ask, capacity.save),
    Address("municipality/files", "take cases out", files.show, files.act),
    Address("municipality/case/{case}/archive", "fetch for the archive", post=files.archive),
    Address("municipality/figures", "see own figures", figures.of_own_municipality),
    Address("directorate/figures", "see all figures", figures.of_all),
    Address("municipality/feedback", "give feedback", feedback.show),
    Address("municipality/feedback/give", "give feedback", feedback.ask, feedback.send),
    Address("municipality/case/{case}/feedback", "give feedback", feedback.ask, feedback.send),
    Address("municipality/mail", "choose mail", mail.ask, mail.choose),
    Address("directorate/feedback", "see the feedback", feedback_overview.show),
    Address("change-requests", "see requests to change", change_requests.show),
    Address("change-requests/{request}", "see requests to change", change_requests.one),
    Address("duplicates", "decide on duplicates", duplicates.show),
    Address("duplicates/{one}/{other}", "decide on duplicates", duplicates.compare, duplicates.decide),
    Address("directorate/flow", "take the flow out", flow.show, flow.act),
    Address("directorate/delivery", "see the delivery", delivery.show, delivery.act),
    Address("directorate/protected", "see the protected queue", protected.show),
    Address("directorate/protected/{case}", "see the protected queue", protected.read),
    Address("directorate/protected/{case}/open", "open a protected case", protected.ask, protected.open_it),
    Address("directorate/protected/{case}/agree", "open a protected case", post=protected.agree),
    Address("directorate/protected/{case}/close", "see the protected queue", post=protected.close),
    Address("directorate/openings", "look through openings", openings.show, openings.review),
    Address("away", "open", leaving.away),
    Address("goodbye", "open", leaving.goodbye),
)
