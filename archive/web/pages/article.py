"""One article: its text, its themes with what earned them, its proof, its copies, its revisions."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from archive import read
from archive.analysis import Similar, similar
from archive.errors import NotFound
from archive.export import bibtex, gbt7714, ris
from archive.read.views import ArticleView, RevisionView, TagView
from archive.records import Evidence, Judge, Mark, Mention, NewsText, Person
from archive.themes.confidence import confidence
from archive.themes.retag import MACHINE
from archive.web import meaning
from archive.web.compare import changed, compare_lines, compare_texts
from archive.web.desk import who
from archive.web.filters import filter_address, outward, search_address
from archive.web.marks import marked, sentence_around
from archive.web.site import Site, site_of
from archive.web.themes import ThemeNames

ENTITY_KINDS = ("person", "org", "place", "document", "money", "target")
FACTS = (
    *("index_number", "number", "issuer", "publisher", "subject", "genre", "signed_on", "public_on", "effective_on"),
    *("expires_on", "validity", "keywords"),
)
"""Keys of the policy table in the order in which documents print them."""
ENTITIES_SHOWN = 12
WORDS_SHOWN = 8
COPIES_SHOWN = 30
SIMILAR_SHOWN = 5


@dataclass(slots=True, kw_only=True)
class Theme:
    """A theme of the article, with the sentence that earned it."""

    id: str
    name: str
    tag: TagView
    sentence: Markup
    """Safe HTML; empty when no place in the text earned it."""
    words: list[str]
    """The words found, each once, heaviest first."""
    sure: int | None
    """In how many of a hundred a tag of its score is right; None where no rule gave it."""


@dataclass(slots=True, kw_only=True)
class Entity:
    """A named thing in the text, and the search for it."""

    name: str
    count: int
    address: str


def page(request: Request) -> Response:
    """Show an article; `?theme=ID` marks in the text what earned that theme."""
    site = site_of(request)
    view = read.article(site.engine, request.path_params["id"])
    names = ThemeNames(site.engine, site.screens.language(request))
    themes = [_theme(view, tag, names) for tag in view.tags]
    asked = request.query_params.get("theme", "")
    beside = _similar(site, view)
    lit = next((theme for theme in themes if theme.id == asked), None)
    evidence = lit.tag.evidence if lit else ()
    return site.screens.show(
        request,
        "article.html",
        article=view,
        people=_makers(view),
        themes=themes,
        lit=lit,
        at_desk=bool(who(request)),
        addable=_addable(view, names) if who(request) else [],
        title_marks=_marks(evidence, "title"),
        text_marks=_marks(evidence, "text"),
        entities=[(kind, rows) for kind in ENTITY_KINDS if (rows := _entities(view.mentions, kind))],
        also=[one for one in view.members if one.article_id != view.id][:COPIES_SHOWN],
        near=view.near,
        similar=beside,
        nearby=meaning.near_article(site, view.id, _shown(view, beside)),
        comparable=site.same is not None,
        facts=[(name, view.policy_facts[name]) for name in FACTS if view.policy_facts.get(name)],
        outward=outward(view.url),
        citations=[("GB/T 7714", gbt7714(view)), ("BibTeX", bibtex(view)), ("RIS", ris(view))],
        author_address=lambda person: filter_address("author", person.name),
    )


def _similar(site: Site, view: ArticleView) -> list[tuple[Similar, str]]:
    """Return the articles that share most of the rare pairs of characters, with the names of their sources."""
    apart = {one.article_id for one in view.near} | {one.article_id for one in view.reports}
    found = similar(site.engine, view.id, limit=SIMILAR_SHOWN + len(apart))
    names = read.sources(site.engine) if found else {}
    shown = [one for one in found if one.article_id not in apart][:SIMILAR_SHOWN]
    return [(one, names[one.source].name if one.source in names else one.source) for one in shown]


def _shown(view: ArticleView, beside: Sequence[tuple[Similar, str]]) -> list[int]:
    """Return the numbers of the articles that other boxes of the page name."""
    named = {one.article_id for one in view.near} | {one.article_id for one in view.reports}
    copies = {one.article_id for one in view.members}
    return [*(named | copies), *(one.article_id for one, _ in beside)]


def differences(request: Request) -> Response:
    """Show what changed between two revisions, by default the last two."""
    site = site_of(request)
    view = read.article(site.engine, request.path_params["id"])
    old = _revision(view, request.query_params.get("from", ""), view.revision - 1)
    new = _revision(view, request.query_params.get("to", ""), view.revision)
    body = compare_texts(old.text, new.text)
    heads = [(name, compare_lines(getattr(old, name), getattr(new, name))) for name in ("kicker", "title", "subtitle")]
    return site.screens.show(
        request,
        "diff.html",
        article=view,
        old=old,
        new=new,
        heads=heads,
        body=body,
        differing=changed(body),
        facts=_changed_facts(site.same, old, new),
    )


def _changed_facts(same: Judge | None, old: RevisionView, new: RevisionView) -> tuple[tuple[str, str], ...]:
    """Return the numbers, days and ordinals that were put in the place of others, as (before, after)."""
    if same is None:
        return ()
    return same(NewsText(title=old.title, text=old.text), NewsText(title=new.title, text=new.text)).conflicts


def _revision(view: ArticleView, wish: str, usual: int) -> RevisionView:
    """Return the revision of a number as written in the address."""
    number = int(wish) if wish.isascii() and wish.isdecimal() and len(wish) < 9 else usual
    for revision in view.revisions:
        if revision.number == number:
            return revision
    raise NotFound(f"article {view.id} has no revision {number}", mend=f"it has the revisions 1 to {view.revision}")


def _makers(view: ArticleView) -> list[Person]:
    """Return who made the article; those who are named in a caption stand there."""
    in_captions = {(one.name, one.role) for caption in view.captions for one in caption.people}
    return [one for one in view.people if (one.name, one.role) not in in_captions]


def _addable(view: ArticleView, names: ThemeNames) -> list[tuple[str, str]]:
    """Return id and name of the themes that the article has not, by name."""
    present = {tag.theme for tag in view.tags}
    return sorted(((one, names.name(one)) for one in names.known if one not in present), key=lambda pair: pair[1])


def _theme(view: ArticleView, tag: TagView, names: ThemeNames) -> Theme:
    return Theme(
        id=tag.theme,
        name=names.of(tag.zh, tag.en),
        tag=tag,
        sentence=_sentence(view, tag.evidence),
        words=_words(view, tag.evidence),
        sure=round(100 * confidence(tag.score)) if tag.method in MACHINE else None,
    )


def _sentence(view: ArticleView, evidence: Sequence[Evidence]) -> Markup:
    """Return the sentence that holds the heaviest evidence of the text, else the title, with its words marked."""
    places = [one for one in evidence if one.field == "text"]
    if not places:
        return marked(view.title, _marks(evidence, "title")) if evidence else Markup("")
    best = max(places, key=lambda one: (one.weight, -one.start))
    start, end = sentence_around(view.text, best.start, best.end)
    inside = [Mark(start=one.start - start, end=one.end - start) for one in places if start <= one.start < end]
    return marked(view.text[start:end], inside)


def _words(view: ArticleView, evidence: Sequence[Evidence]) -> list[str]:
    fields = {"title": view.title, "text": view.text}
    heaviest = sorted(evidence, key=lambda one: -one.weight)
    found = (fields.get(one.field, "")[one.start : one.end] for one in heaviest)
    return [word for word in dict.fromkeys(found) if word][:WORDS_SHOWN]


def _marks(evidence: Sequence[Evidence], field: str) -> list[Mark]:
    return [Mark(start=one.start, end=one.end) for one in evidence if one.field == field]


def _entities(mentions: Sequence[Mention], kind: str) -> list[Entity]:
    """Return the names of one kind, the most frequent first."""
    counts: dict[str, int] = {}
    for mention in mentions:
        if mention.kind == kind:
            counts[mention.name] = counts.get(mention.name, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: -item[1])[:ENTITIES_SHOWN]
    return [Entity(name=name, count=count, address=_search_for(name)) for name, count in ordered]


def _search_for(name: str) -> str:
    return search_address(f'"{name.replace(chr(34), "")}"')
