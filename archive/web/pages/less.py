"""Less like this: the page behind a letter's link, where a reader narrows the search that found a story.

Opening it changes nothing. Each button adds one exclusion that the reader sees, and the last change can be taken back.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive import read
from archive.errors import AskedWrongly
from archive.query import And, Filter, Not, Tree, canonical, parse
from archive.read.views import ArticleView
from archive.signing import Purpose, signing_key, unsign
from archive.subscriptions import SubscriptionView, edit, edits, get, undo
from archive.web.pages.letters import keep_private
from archive.web.pages.manage import read_form
from archive.web.site import Site, site_of
from archive.web.themes import ThemeNames

WHY = "less-like-this"
MOST_THEMES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """One way to get less."""

    id: str
    """As the form says it, such as source=zhenjiang-daily."""
    field: str
    """source, theme or type."""
    name: str
    """As the reader knows it."""
    tree: Tree
    """What the search must not find any more."""


def page(request: Request) -> Response:
    """Show the story, the search that found it, and what could be left out; a POST leaves one out, or takes it back."""
    site = site_of(request)
    subscription_id, article_id = unsign(signing_key(site.config.home), Purpose.LESS, request.path_params["token"])
    alert = get(site.engine, subscription_id)
    article = read.article(site.engine, article_id)
    offers = _offers(site, request, article, alert)
    if request.method == "POST":
        _act(site, alert, offers, read_form(request).get("do", ""))
        return keep_private(RedirectResponse(request.url.path, status_code=303))
    last = next(iter(edits(site.engine, alert.id)), None)
    shown = site.screens.show(request, "less.html", alert=alert, article=article, offers=offers, last=last)
    return keep_private(shown)


def _act(site: Site, alert: SubscriptionView, offers: list[Exclusion], wish: str) -> None:
    """Do what the button says. Raises AskedWrongly when the alert has ended, or there is no such button."""
    if wish == "undo":
        undo(site.engine, alert.id, now=site.clock())
        return
    chosen = next((one for one in offers if one.id == wish), None)
    if chosen is None:
        raise AskedWrongly("nothing to do", mend="use the buttons of the page")
    edit(site.engine, alert.id, narrowed(alert.query, chosen.tree), why=WHY, now=site.clock())


def narrowed(query: str, unwanted: Tree) -> str:
    """Return the query without what is not wanted, in canonical form.

    >>> narrowed("创新 OR 改革", Filter(field="source", value="yunjiang-daily"))
    '(创新 OR 改革) -source:yunjiang-daily'
    """
    return canonical(And(parts=(*_parts(query), Not(part=unwanted))))


def _parts(query: str) -> tuple[Tree, ...]:
    tree = parse(query)
    return tree.parts if isinstance(tree, And) else (tree,)


def _offers(site: Site, request: Request, article: ArticleView, alert: SubscriptionView) -> list[Exclusion]:
    """Return what can be left out: the source, the kind of article, its themes; not what the search leaves out now."""
    names = ThemeNames(site.engine, site.screens.language(request))
    found = [("source", article.source.id, article.source.name)]
    found += [("theme", theme, names.name(theme)) for theme in dict.fromkeys(tag.theme for tag in article.tags)][
        :MOST_THEMES
    ]
    offers = [
        Exclusion(id=f"{field}={value}", field=field, name=name, tree=Filter(field=field, value=value))
        for field, value, name in found
    ]
    done = _parts(alert.query)
    return [one for one in offers if Not(part=one.tree) not in done]
