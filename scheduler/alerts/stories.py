"""Gather what a letter says of a story: from the archive's article to the letter's item. Changes nothing."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from archive.query import Tree
from archive.read.views import ArticleView, TagView
from archive.records import Mark, Snippet
from archive.search import marks, sentence, texts_for
from archive.web.marks import sentence_around
from scheduler.alerts.letter import Story, ThemeSaid, one_line

MOST_WORDS = 5
"""Words shown that earned a theme."""
MOST_THEMES = 4


def story_of(
    article: ArticleView,
    trees: Sequence[Tree],
    *,
    language: str,
    archive_url: str,
    searches: tuple[str, ...],
    doubtful: bool = False,
    less_url: str = "",
) -> Story:
    """Return the item for an article that the queries `trees` (the reader's, named by `searches`) found."""
    others = (member.source_name for member in article.members if member.source != article.source.id)
    title_words = tuple(word for tree in trees for word in texts_for(tree, "title"))
    return Story(
        title=article.title,
        kicker=article.kicker,
        subtitle=article.subtitle,
        source_name=article.source.name,
        published_on=article.published_on,
        page=_page_of(article),
        sentence=why(article, trees),
        themes=tuple(_theme_said(article, tag, language) for tag in _foremost(article.tags)),
        searches=searches,
        also=tuple(dict.fromkeys(others)),
        archive_url=archive_url,
        original_url=web_address(article.url),
        language=article.language or "zh-Hans",
        weight=article.policy,
        title_marks=marks(article.title, title_words),
        doubtful=doubtful,
        less_url=less_url,
    )


def why(article: ArticleView, trees: Sequence[Tree]) -> Snippet:
    """Return the sentence that shows why the article matched, as it stands in the stored text.

    The sentence with a query's words; else the one that earned its first theme; else the first one, and of an article
    without text the title.
    """
    found = next((piece for tree in trees if (piece := sentence(article.text, tree))), None)
    if found is not None:
        words = tuple(word for tree in trees for word in texts_for(tree, "body"))
        return Snippet(text=found.text, marks=marks(found.text, words), start=found.start)
    for tag in _foremost(article.tags):
        for one in tag.evidence:
            if one.field == "text" and article.text[one.start : one.end].strip():
                return _sentence_at(article.text, one.start, one.end)
    if article.text.strip():
        start = len(article.text) - len(article.text.lstrip())
        return _sentence_at(article.text, start, start)
    return Snippet(text=article.title)


def web_address(url: str) -> str:
    """Return the address when a browser may follow it from a letter, else nothing.

    >>> web_address("https://paper.test/1.html"), web_address("javascript:alert(1)")
    ('https://paper.test/1.html', '')
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    good = parts.scheme in ("http", "https") and parts.hostname and url == one_line(url) and " " not in url
    return url if good else ""


def _foremost(tags: Sequence[TagView]) -> list[TagView]:
    """Return the themes that an article is about, then those it mentions, each once."""
    ranked = sorted(tags, key=lambda tag: not tag.central)
    return list({tag.theme: tag for tag in reversed(ranked)}.values())[::-1][:MOST_THEMES]


def _theme_said(article: ArticleView, tag: TagView, language: str) -> ThemeSaid:
    fields = {"title": article.title, "text": article.text}
    heaviest = sorted(tag.evidence, key=lambda one: -one.weight)
    words = (fields.get(one.field, "")[one.start : one.end] for one in heaviest)
    shown = tuple(dict.fromkeys(one_line(word) for word in words if word.strip()))[:MOST_WORDS]
    return ThemeSaid(name=tag.zh if language == "zh" else tag.en, words=shown)


def _page_of(article: ArticleView) -> str:
    if not article.placements:
        return ""
    first = article.placements[0]
    return f"{first.page_label} {first.page_name}".strip()


def _sentence_at(text: str, start: int, end: int) -> Snippet:
    """Return the sentence around text[start:end], these characters marked."""
    begin, finish = sentence_around(text, start, max(end, start + 1))
    shown = (Mark(start=start - begin, end=end - begin),) if end > start else ()
    return Snippet(text=text[begin:finish], marks=shown, start=begin)
