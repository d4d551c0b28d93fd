"""The web application: which address shows which screen. What the screens show is in `pages`."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Route

from archive.captures import Captures
from archive.config import Config
from archive.web import api, feeds
from archive.web.guard import Safety, View, door, refuse
from archive.web.pages import article, capture, edition, health, home, letters, search, sources, static, themes
from archive.web.render import Screens
from archive.web.settings import WebConfig
from archive.web.site import Site

READS: tuple[tuple[str, View], ...] = (
    ("/", home.front),
    ("/search", search.page),
    ("/search.json", api.search_json),
    ("/search.csv", api.search_csv),
    ("/search.atom", feeds.search_atom),
    ("/article/{id:int}", article.page),
    ("/article/{id:int}.json", api.article_json),
    ("/article/{id:int}/diff", article.differences),
    ("/capture/{id:int}", capture.page),
    ("/capture/{id:int}/bytes", capture.as_bytes),
    ("/capture/{id:int}/page", capture.as_page),
    ("/sources", sources.board),
    ("/source/{source}", sources.page),
    ("/run/{id:int}", sources.run),
    ("/themes", themes.page),
    ("/edition/{source}/{day}", edition.page),
    ("/static/{name}", static.file),
    ("/healthz", health.pulse),
)
ACTS: tuple[tuple[str, View], ...] = (
    ("/confirm/{token}", letters.confirm),
    ("/unsubscribe/{token}", letters.unsubscribe),
)


def create_app(
    engine: Engine, captures: Captures, config: Config, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Starlette:
    """Return the web application over an open archive.

    Every page works without JavaScript and asks nothing of other hosts. Views are plain functions, so Starlette
    runs them, and their database work, in its thread pool. Raises ConfigError when `[web]` does not fit.
    """
    web = config.section("web", WebConfig)
    web.check()
    routes: list[BaseRoute] = [Route(path, door(view), methods=["GET"]) for path, view in READS]
    routes += [Route(path, door(view), methods=["GET", "POST"]) for path, view in ACTS]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Safety, hosts=web.allowed_hosts), Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers={HTTPException: refuse},
    )
    app.state.site = Site(engine=engine, captures=captures, config=config, web=web, screens=Screens(web), clock=clock)
    return app
