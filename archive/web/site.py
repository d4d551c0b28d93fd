"""What all pages share: the archive, its captures, the settings and the templates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Engine
from starlette.requests import Request

from archive.captures import Captures
from archive.config import Config
from archive.records import Fingerprint, Judge
from archive.web.render import Screens
from archive.web.settings import WebConfig

Sample: TypeAlias = Callable[[int], bytes | None]
"""The HTML of the letter that an alert, by number, would give now; None when there is nothing to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The archive behind the pages."""

    engine: Engine
    captures: Captures
    config: Config
    web: WebConfig
    screens: Screens
    clock: Callable[[], datetime]
    """Tells the time, aware."""
    sample: Sample | None = None
    """Writes letters; without it, none can be looked at before it is due."""
    fingerprint: Callable[[str], Fingerprint] | None = None
    """Makes the keys of a text; without it, stories are not split or merged on a page."""
    same: Judge | None = None
    """The duplicate judge; without it, pages do not lay texts side by side."""


def site_of(request: Request) -> Site:
    """Return the site that a request came to."""
    site: Site = request.app.state.site
    return site
