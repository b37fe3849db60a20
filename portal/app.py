"""The application is put together here, and only here."""

from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from integrations.identity import IdentityProvider, OpenIdConnect
from integrations.outside_call import outside_client
from locales import LANGUAGES
from portal.pages import demo, home, stopping, watching
from portal.pages.api.addresses import routes_of
from portal.pages.information import finding_us, reading
from portal.pages.my_case import id_porten as id_porten_page
from portal.pages.my_case import my_data
from portal.pages.sign_in import ansattporten
from portal.routes import ADDRESSES
from portal.settings import NotReady, Settings
from portal.storage.database import Database, Unavailable
from portal.storage.migrating import is_migrated
from portal.web import languages
from portal.web.answering import as_endpoint
from portal.web.assets import WORKERS, static_file, worker
from portal.web.call import House
from portal.web.problems import Problem, said
from portal.web.rendering import rendered
from portal.web.seam import Seam, set_up_logging


def create_app(
    settings: Settings,
    database: Database,
    identity: IdentityProvider | None = None,
    id_porten: IdentityProvider | None = None,
) -> Seam:
    """The portal as an ASGI application; `identity` says who the staff are, `id_porten` who an applicant is."""
    app = Starlette(
        routes=[
            Route("/", home.front_door),
            *(Route(f"/{language}", home.without_a_slash) for language in LANGUAGES),
            Route("/static/{name}", static_file),
            Route("/health/live", watching.live),
            Route("/health/ready", watching.ready),
            Route("/metrics", watching.numbers),
            *routes_of(settings),
            Route(f"/{my_data.SCHEMA}", my_data.schema),
            Route("/stop/{token}", stopping.by_mail_program, methods=["GET", "POST"]),
            Route("/sms/replies", stopping.by_reply, methods=["POST"]),
            *(demo_routes() if settings.demo_store else ()),
            Route("/{number:int}", reading.short_address),
            *(Route(f"/{name}", worker) for name in WORKERS),
            Route("/sign-in/back", as_endpoint({"GET": ansattporten.come_back}, "open")),
            Route("/id-porten/back", as_endpoint({"GET": id_porten_page.come_back}, "open")),
            Route("/sitemap.xml", finding_us.sitemap),
            Route("/robots.txt", finding_us.robots),
            *(
                # No methods: the endpoint refuses those it has no page for, before a wider address below can match.
                Route(
                    "/{language:str}/" + address.path,
                    as_endpoint(address.pages, address.access, takes_file=address.takes_file),
                    methods=(),
                )
                for address in ADDRESSES
            ),
        ],
        exception_handlers={
            Problem: problem_page,
            HTTPException: problem_page,
            Unavailable: problem_page,
            Exception: problem_page,
        },
    )
    app.router.redirect_slashes = False
    app.state.house = House(settings, database, settings.seals(), identity, id_porten)
    return Seam(app, settings)


def from_environment() -> Seam:
    """The application as the server starts it. Raises NotReady or Unsafe with a plain sentence."""
    set_up_logging()
    settings = Settings.read()
    database = Database.open(settings.database_url)
    database.refuse_unsafe_settings()
    if not is_migrated(database):
        raise NotReady("The database lacks tables of this version: python -m portal migrate.")
    return create_app(settings, database, identity_provider_of(settings), id_porten_of(settings))


def identity_provider_of(settings: Settings) -> IdentityProvider | None:
    """The provider that the settings name, if any. Raises NotReady when our key is missing or broken."""
    if not settings.identity_issuer:
        return None
    return OpenIdConnect(
        outside_client(),
        settings.identity_issuer,
        settings.identity_client_id,
        _key(settings.identity_key, settings.identity_key_id, "IDENTITY_KEY"),
        # One address is registered at the provider; the language is remembered with the attempt.
        f"{settings.origin}/sign-in/back",
        settings.identity_resource,
    )


def id_porten_of(settings: Settings) -> IdentityProvider | None:
    """ID-porten, if the settings name it. Raises NotReady when our key is missing or broken."""
    if not settings.id_porten_issuer:
        return None
    return OpenIdConnect(
        outside_client(),
        settings.id_porten_issuer,
        settings.id_porten_client_id,
        _key(settings.id_porten_key, settings.id_porten_key_id, "ID_PORTEN_KEY"),
        f"{settings.origin}/id-porten/back",
        levels="idporten-loa-substantial idporten-loa-high",
        tells_number=True,
    )


def _key(pem: str, key_id: str, name: str) -> RSAKey:
    try:
        return RSAKey.import_key(pem, {"kid": key_id})
    except ValueError as broken:
        raise NotReady(f"PORTAL_{name} is not a private RSA key in PEM.") from broken


def demo_routes() -> list[Route]:
    """The pages that only the demo has."""
    return [
        Route("/demo", demo.show),
        Route("/demo/switch", demo.switch, methods=["POST"]),
        Route("/demo/tell", demo.tell, methods=["POST"]),
    ]


async def problem_page(request: Request, problem: Exception) -> Response:
    """What went wrong, in the reader's language, with a number to refer to and no inner details."""
    status = 503 if isinstance(problem, Unavailable) else 500
    if isinstance(problem, Problem | HTTPException):
        status = getattr(problem, "status", 0) or getattr(problem, "status_code", 500)
    words = said(status)
    language = languages.of(request)
    rest = request.url.path.lstrip("/").partition("/")[2] if languages.named(request.url.path) else ""
    html = rendered(
        language,
        "error.html",
        {
            "title": words.title,
            "heading": words.title,
            "advice": words.advice,
            "reference": request.scope.get("reference", ""),
            "address": lambda to="": f"/{language}/{to}",
            "address_in": lambda code: f"/{code}/{rest}",
            "has_form": False,
            "takes_data": False,
            "forgery_token": "",
            "visit_token": "",
            "errors": [],
        },
    )
    headers = {}
    if status == 503:
        headers["retry-after"] = "120"
    if isinstance(problem, HTTPException) and problem.headers:
        headers |= {k: v for k, v in problem.headers.items() if k.lower() == "allow"}
    return HTMLResponse(html, status_code=status, headers=headers)
