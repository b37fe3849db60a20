"""Every address of the portal stands here under the access it needs, with the reason why that is right."""

from starlette.applications import Starlette

from locales import LANGUAGES
from portal.app import create_app
from portal.routes import ADDRESSES
from portal.settings import Settings
from portal.storage.database import Database
from portal.web.guards import ACCESS

# A new address fails the tests until somebody has thought about who may see it and written the reason down.
REASONS = {
    "open": {
        "": "the first page says nothing about anybody",
        "information": "the list of pages is the same for everybody",
        "information/{slug}": "information is for everybody",
        "information/{slug}/opinion": "anybody may say whether a page is useful; nothing about the reader is kept",
        "glossary": "words are for everybody",
        "road": "the same for everybody",
        "poster": "the same for everybody, to hang on a wall",
        "search": "information is for everybody",
        "check": "asks for choices only, stores nothing, and its address holds nothing but codes",
        "what-applies": "asks for choices only, stores nothing, and its address holds nothing but codes",
        "offline": "says how to keep what is open",
        "offline/list": "lists what is open",
        "stop/{token}": "ends messages for whoever has the link in one of them; the same page whether there are any",
        "leave": "who must leave quickly is never held up; a visit is ended where there is one",
        "done": "ends a visit where there is one",
        "away": "where leaving leads to; says nothing about anybody",
        "goodbye": "where ending leads to; says nothing about anybody",
    },
    "looked up": {
        "promises": "numbers about records and pages, none about anybody",
        "figures": "numbers of months that are over, small ones hidden",
        "figures/{file}": "the same numbers as open data: nobody stands in them, so anybody may use them",
    },
    "visit": {
        "apply": "asks whose phone this is: no form before its cookie exists",
        "resume": "asks for code or reference, and birth date: no form before its cookie exists",
        "resume/lost": "asks for a number or address, and tells nobody whether it is known",
        "resume/lost/code": "asks for the code that was sent there, and the birth year",
        "resume/lost/choose": "shows initials and the end of references, after code and birth year were right",
        "resume/time-up": "says that the time was up, before the draft is opened again",
    },
    "draft": {
        "apply/code": "shows the code of this draft",
        "apply/tasks": "names the members of the household",
        "apply/person/{number:int}/remove": "names a member",
        "apply/person/{number:int}/{step}": "shows what was answered",
        "apply/check-answers": "shows all that was answered",
        "apply/delete": "throws this draft away",
        "my-case/change/check": "shows what changes in an application; its draft is begun after a second proof",
        "apply/send": "sends this draft",
        "apply/{step}": "shows what was answered",
    },
    "case": {
        "apply/receipt": "shows the reference, to who has sent the application or knows reference and birth date",
        "my-case": "shows how far the application has come, and nothing personal",
        "my-case/own": "takes the way in that a code opened; what it holds is shown only after a proof",
        "my-case/ways": "lets messages come again where they came before, and shows nothing",
        "my-case/proof": "sends a code to the applicant, and tells nobody whether it did",
        "my-case/proof/code": "asks for that code",
        "my-case/proof/id-porten": "leads to ID-porten, and shows nothing",
        "my-case/proof/paper": "asks for a code that staff have handed out",
    },
    "either adult": {
        "my-case/answers": "shows all that was answered, to who got a code by telephone or e-mail",
        "my-case/questions": "shows what is asked, and sends answers in the name of the household",
        "my-case/my-data": "tells what is kept about the household, and of each adult's own",
        "my-case/my-data.json": "holds what is kept about the household, and of each adult's own",
    },
    "proof": {
        "my-case/change": "begins a change, which shows what was answered",
        "my-case/vouched": "leads on to a new telephone number, and shows nothing",
        "my-case/withdraw": "ends the application of a household",
        "my-case/another-municipality": "sends words in the name of the applicant",
        "my-case/erase": "erases the answers of the household",
        "my-case/adults": "names the other adults, and makes codes for them",
    },
    "other adult": {
        "my-case/own/contact": "shows where one's own codes go; nobody else of the household sees it",
        "my-case/own/needs": "shows what one adult answered alone",
        "my-case/own/leave": "takes this adult out of the household, and names its children",
    },
    "door": {
        "sign-in": "where staff sign in: no form before its cookie exists",
        "sign-in/once-more": "the same, before something that needs a fresh sign-in",
        "sign-in/ansattporten": "leads to the identity provider",
        "sign-in/demo": "signs in an invented person, only in the demo",
    },
    "staff": {
        "sign-out": "ends one's own visit",
        "staff": "the work of one's own role, or the number to get a right with",
        "staff/role": "takes another of one's own roles",
        "staff/visits": "lists and ends one's own visits",
    },
    "vouch": {
        "staff/vouch": "hands out a code to who knows reference and birth date, and shows nothing of the answers"
    },
    "give rights": {"staff/rights": "names staff and their rights, nobody's answers"},
    "read the audit log": {"staff/audit": "shows ids and kinds of acts, nobody's answers"},
    "see the delivery": {
        "directorate/delivery": "shows ids of records, nobody's answers",
        "directorate/information": "shows what readers say of the pages, and which are due",
    },
    "give feedback": {
        "municipality/feedback": "what one's own municipality has said, by codes",
        "municipality/feedback/give": "asks for codes and words, and sends them to the directorate",
        "municipality/case/{case}/feedback": "the same about one case of one's own municipality",
    },
    "see the feedback": {"directorate/feedback": "counts what municipalities say, without small numbers"},
    "see requests to change": {
        "change-requests": "lists requests that concern one's own municipality, or all for the directorate",
        "change-requests/{request}": "shows one; its words only to the directorate they were written to",
    },
    "decide on duplicates": {
        "duplicates": "lists pairs by the days they were sent; a municipality's only where both are its own",
        "duplicates/{one}/{other}": "shows two applications by codes and masked numbers, without names",
    },
    "choose mail": {"municipality/mail": "one's own choice, and the address of one's own unit"},
    "report capacity": {
        "municipality/capacity": "places and homes of one's own municipality, without addresses",
        "municipality/capacity/{year:int}": "reports them anew, for this year or the next",
    },
    "see the protected queue": {
        "directorate/protected": "references and moments, for named handlers let in by two people",
        "directorate/protected/{case}": "the answers, to who has opened the case with another's yes",
        "directorate/protected/{case}/close": "ends one's own opening",
    },
    "open a protected case": {
        "directorate/protected/{case}/open": "asks for another's yes, with a fresh sign-in",
        "directorate/protected/{case}/agree": "gives that yes, with a fresh sign-in",
    },
    "look through openings": {"directorate/openings": "who opened what when and why, nobody's answers"},
    "take cases out": {"municipality/files": "files with people, freshly signed in; two people where it is many"},
    "take the flow out": {
        "directorate/flow": "files of applications without names, freshly signed in; two people where it is many"
    },
    "fetch for the archive": {"municipality/case/{case}/archive": "the records of a case, as far as its pages show it"},
    "see own figures": {"municipality/figures": "numbers about one's own municipality, small ones hidden"},
    "see all figures": {"directorate/figures": "numbers about every municipality, small ones hidden"},
    "see the municipality's cases": {
        "municipality": "lists the households that concern one's own municipality, by reference",
        "municipality/settlements": "lists the references of one's own municipality that wait for a settlement date",
        "municipality/settlements/{file}": "the same with the days of agreement, as a file to fill in",
        "municipality/case/{case}": "shows what was answered, as far as this municipality may read it",
    },
    "answer for the municipality": {
        "municipality/case/{case}/answer": "answers for one's own municipality",
        "municipality/settlements/file": "names those whose dates a file brings, before they are registered",
        "municipality/case/{case}/settlement": "names the members, to register when they moved in",
    },
    "register residents": {
        "centre": "names the residents of one's own centre, until they have taken over what was sent",
        "centre/begin": "asks for consent; stores nothing without it",
        "centre/take-over": "asks for the resident's code, birth date and consent; a wrong one shows nothing",
        "centre/without-network": "says how to prepare a device; names nobody",
        "centre/without-network/kept": "lists empty pages",
        "centre/without-network/{page}": "an empty page to write on, and the key that seals what is written there",
        "centre/import": "shows what stands in a file that was sent along; stores nothing before it is confirmed",
        "centre/{household}/person/{number:int}": "shows what was answered, of one's own centre's household",
        "centre/{household}/person/{number:int}/remove": "takes a member out",
        "centre/{household}/together": "shows what was answered",
        "centre/{household}/check": "shows all that was answered, for the resident",
        "centre/{household}/receipt": "shows the reference and the resident's code",
        "centre/{household}/stop": "deletes what was written",
        "centre/{household}/status": "shows how far the household is; withdraws it when the consent is taken back",
        "centre/{household}/link": "shows the household's number, and whether another centre has named it too",
    },
}
OUTSIDE_A_LANGUAGE = {
    "/": "leads to the first page in the reader's language",
    **{f"/{language}": "leads to the first page in this language" for language in LANGUAGES},
    "/static/{name}": "files that the build listed",
    "/health/live": "says only that the process runs",
    "/health/ready": "says only whether database and worker answer",
    "/metrics": "numbers, for who carries the token of the settings",
    "/{number:int}": "short addresses of information pages",
    "/centre-worker.js": "a script of ours; keeps empty pages for writing without a network",
    "/offline-worker.js": "a script of ours; keeps open pages for reading without a network",
    "/sign-in/back": "where the identity provider sends the browser: counts only in the browser that asked",
    "/api/v1/openapi.json": "says what a municipality's system may ask, where the settings have an interface for it",
    "/api/v1/cases": "cases of the municipality whose token is carried",
    "/api/v1/cases/{case}": "one of them, as far as its pages show it",
    "/api/v1/settlements": "settlement dates that this municipality registered",
    "/my-data.schema.json": "says how the file with one's own data is built",
    "/stop/{token}": "where a mail program ends messages with one press, by what stands in them",
    "/sms/replies": "the SMS gateway passes on a STOP, with the token of the settings",
    "/id-porten/back": "where ID-porten sends the browser: counts only in the visit that asked",
    "/sitemap.xml": "lists what is open to all",
    "/robots.txt": "says what search engines may read",
}
ONLY_IN_THE_DEMO = {"/demo", "/demo/switch", "/demo/tell"}


def test_every_address_stands_under_the_access_it_needs() -> None:
    listed = {(path, access) for access, paths in REASONS.items() for path in paths}
    assert {(address.path, address.access) for address in ADDRESSES} == listed, (
        "An address is new, gone, or asks for another access: think about who may see it, then say so in REASONS."
    )


def test_every_access_is_one_that_is_looked_at_before_the_page_runs() -> None:
    assert set(REASONS) <= set(ACCESS)


def test_no_address_is_beside_the_site_map(settings: Settings, database: Database) -> None:
    assert {path for path in paths_of(settings, database) if "{language" not in path} == set(OUTSIDE_A_LANGUAGE), (
        "Put an address into routes.py; what cannot have a language is listed in OUTSIDE_A_LANGUAGE with its reason."
    )


def test_the_pages_of_the_demo_are_nowhere_else(settings: Settings, database: Database) -> None:
    assert not ONLY_IN_THE_DEMO & paths_of(settings, database)


def paths_of(settings: Settings, database: Database) -> set[str]:
    app = create_app(settings, database).app
    assert isinstance(app, Starlette)
    return {getattr(route, "path", "") for route in app.routes}
