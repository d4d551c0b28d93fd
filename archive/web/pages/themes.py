"""All themes in their groups, with how many articles carry each."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from archive.web.filters import filter_address
from archive.web.site import site_of
from archive.web.tallies import articles_by_theme
from archive.web.themes import ThemeNames


@dataclass(slots=True, kw_only=True)
class Theme:
    """One theme in the list."""

    name: str
    address: str
    count: int
    is_slogan: bool


def page(request: Request) -> Response:
    """Show the themes by group, the most frequent first."""
    site = site_of(request)
    names = ThemeNames(site.engine, site.screens.language(request))
    words = site.screens.words(request)
    counts = articles_by_theme(site.engine)
    groups: dict[str, list[Theme]] = {}
    for record in names.known.values():
        theme = Theme(
            name=names.name(record.id),
            address=filter_address("theme", record.id),
            count=counts.get(record.id, 0),
            is_slogan=record.kind == "slogan",
        )
        groups.setdefault(names.group(record) or words("themes-other"), []).append(theme)
    for themes in groups.values():
        themes.sort(key=lambda theme: (-theme.count, theme.name))
    ordered = sorted(groups.items(), key=lambda group: -sum(theme.count for theme in group[1]))
    return site.screens.show(request, "themes.html", groups=ordered)
