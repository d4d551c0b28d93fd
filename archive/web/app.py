"""The web application: which address shows which screen. What the screens show is in `pages`."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Route

from archive.captures import Captures
from archive.config import Config
from archive.export import FORMS
from archive.records import Fingerprint, Judge
from archive.search import accelerate
from archive.web import api, desk, exports, feeds
from archive.web.guard import Safety, View, door, refuse
from archive.web.pages import (
    alert_new,
    alerts,
    article,
    capture,
    compare,
    edition,
    health,
    home,
    less,
    letters,
    manage,
    metrics,
    offices,
    regroup,
    review,
    reviews,
    search,
    sources,
    static,
    targets,
    theme_coding,
    themes,
    why,
)
from archive.web.render import Screens
from archive.web.settings import WebConfig
from archive.web.site import Sample, Site


class RowNumber(Convertor[int]):
    """A row number in an address: at most 18 digits, so that every database takes it for a number."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_string(self, value: int) -> str:
        """Return it as written in an address."""
        return str(value)


register_url_convertor("number", RowNumber())

READS: tuple[tuple[str, View], ...] = (
    ("/", home.front),
    ("/search", search.page),
    ("/search.json", api.search_json),
    *((f"/search.{form}", exports.twin(form)) for form in FORMS),
    ("/search.manifest.json", exports.manifest),
    ("/compare", compare.page),
    ("/search.atom", feeds.search_atom),
    ("/article/{id:number}", article.page),
    ("/article/{id:number}.json", api.article_json),
    ("/article/{id:number}/diff", article.differences),
    ("/article/{id:number}/why/{other:number}", why.page),
    ("/capture/{id:number}", capture.page),
    ("/capture/{id:number}/bytes", capture.as_bytes),
    ("/capture/{id:number}/page", capture.as_page),
    ("/sources", sources.board),
    ("/sources.json", sources.board_json),
    ("/source/{source}", sources.page),
    ("/run/{id:number}", sources.run),
    ("/themes", themes.page),
    ("/targets", targets.page),
    ("/offices", offices.page),
    ("/edition/{source}/{day}", edition.page),
    ("/static/{name}", static.file),
    ("/healthz", health.pulse),
    ("/metrics", metrics.page),
    ("/feed/{token}.atom", feeds.alert_atom),
    ("/desk/{token}", desk.enter),
)
ACTS: tuple[tuple[str, View], ...] = (
    ("/confirm/{token}", letters.confirm),
    ("/unsubscribe/{token}", letters.unsubscribe),
    ("/manage/{token}", manage.manage),
    ("/start/{token}", letters.start),
    ("/less/{token}", less.page),
    ("/alerts/new", alert_new.page),
    ("/alerts", desk.desk(alerts.page)),
    ("/alerts/outbox", desk.desk(alerts.outbox)),
    ("/reviews", desk.desk(reviews.page)),
    ("/article/{id:number}/why/{other:number}/regroup", desk.desk(regroup.page)),
    ("/themes/review", desk.desk(review.page)),
    ("/themes/code", desk.desk(theme_coding.page)),
    ("/alerts/{id:number}", desk.desk(alerts.one)),
    ("/alerts/{id:number}/letter", desk.desk(alerts.letter)),
)


def create_app(
    engine: Engine,
    captures: Captures,
    config: Config,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    same: Judge | None = None,
    fingerprint: Callable[[str], Fingerprint] | None = None,
    sample: Sample | None = None,
) -> Starlette:
    """Return the web application over an open archive.

    `same` is the duplicate judge, for pages that show its grounds; with `fingerprint`, which makes the keys of a text,
    people at the desk also split and merge stories there; `sample` writes the letter that an alert would
    give now.

    Searches go through the accelerator where the settings ask for one.
    Every page works without JavaScript and asks nothing of other hosts. Views are plain functions, so Starlette
    runs them, and their database work, in its thread pool. Raises ConfigError when `[web]` does not fit.
    """
    web = config.section("web", WebConfig)
    web.check()
    accelerate(engine, config)
    routes: list[BaseRoute] = [Route(path, door(view), methods=["GET"]) for path, view in READS]
    routes += [Route(path, door(view), methods=["GET", "POST"]) for path, view in ACTS]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Safety, hosts=web.allowed_hosts), Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers={HTTPException: refuse},
    )
    app.state.site = Site(
        engine=engine,
        captures=captures,
        config=config,
        web=web,
        screens=Screens(web),
        clock=clock,
        same=same,
        fingerprint=fingerprint,
        sample=sample,
    )
    return app
