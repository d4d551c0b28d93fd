"""Templates into pages: the Jinja environment, the words and formats templates use, and what every page carries."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from archive.web.language import COOKIE, LANGUAGES, choose_language
from archive.web.marks import marked, marked_paragraphs
from archive.web.mistakes import say_mistake
from archive.web.settings import WebConfig
from archive.web.texts import say

HERE = Path(__file__).parent
STATIC = HERE / "static"
# 500 characters of Chinese, the longest query answered, are 4,500 in an address.
LONGEST_REPEATED = 6000
YEAR_S = 365 * 24 * 3600
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Screens:
    """Renders the templates of the house, in the language of the request."""

    def __init__(self, config: WebConfig) -> None:
        self.config = config
        self.zone = ZoneInfo(config.time_zone)
        self.environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters.update(marked=marked, paragraphs=marked_paragraphs, count=_count, size=_size)
        self.environment.globals.update(site=config.title, style=_style_address(), languages=LANGUAGES)

    def show(self, request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Return the page of `template`; `?lang=` is remembered in a cookie."""
        language = self.language(request)
        page = self.text(request, template, **values)
        response = HTMLResponse(page, status_code=status, headers={"Content-Language": language})
        if request.query_params.get("lang") == language:
            response.set_cookie(COOKIE, language, max_age=YEAR_S, samesite="lax", httponly=True)
        return response

    def text(self, request: Request, template: str, **values: Any) -> str:
        """Return the rendered template as text."""
        language = self.language(request)
        own = {
            "t": partial(say, language),
            "language": language,
            "path": request.url.path,
            "in_language": partial(_in_language, request),
            "day": partial(say_day, language),
            "mistake": partial(say_mistake, language),
            "moment": partial(say_moment, language, self.zone),
        }
        return self.environment.get_template(template).render(own | values)

    def language(self, request: Request) -> str:
        """Return zh or en for this reader."""
        return choose_language(request, self.config.language)

    def words(self, request: Request) -> Callable[..., str]:
        """Return the function that says a key of the word list in this reader's language."""
        return partial(say, self.language(request))


def say_day(language: str, day: date | None) -> str:
    """Return a day as readers write it, empty for None.

    >>> say_day("zh", date(2024, 2, 20)), say_day("en", date(2024, 2, 20))
    ('2024年2月20日', '20 Feb 2024')
    """
    if day is None:
        return ""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_moment(language: str, zone: ZoneInfo, at: datetime | None) -> str:
    """Return a time to the minute in the zone of the configuration, empty for None."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{say_day(language, local.date())} {local:%H:%M}"


def _count(number: int) -> str:
    """Return a whole number with commas between thousands."""
    return f"{number:,}"


def _size(size_bytes: int) -> str:
    """Return a size in bytes, kB or MB, as 1,000s."""
    if size_bytes < 1000:
        return f"{size_bytes} B"
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1000:.1f} kB"
    return f"{size_bytes / 1_000_000:,.1f} MB"


def _in_language(request: Request, language: str) -> str:
    """Return the address of this page in another language; what is asked is left out when it is too long to repeat."""
    if len(request.url.query) > LONGEST_REPEATED:
        return f"{request.url.path}?lang={language}"
    address = request.url.include_query_params(lang=language)
    return f"{address.path}?{address.query}"


def _style_address() -> str:
    """Return the address of the style sheet, with its digest so that it may be cached for ever."""
    digest = sha256((STATIC / "jianbao.css").read_bytes()).hexdigest()[:12]
    return f"/static/jianbao.css?v={digest}"
