"""What a whole result says, on the terminal: facets, timelines, words and names that stand out, pictures, exports."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, cast

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk

Wishes = Mapping[str, Any]
FACET_ROWS = 10
PICTURES = (".svg", ".png")
Grain = Literal["day", "month", "year"]


def facets(desk: Desk, asked: str, wishes: Wishes) -> None:
    """Write the values that most articles carry, of each facet."""
    from archive.search import answer

    found = answer(desk.engine, asked, limit=0)
    if wishes["as_json"]:
        show.as_json(found.facets)
        return
    rows = [
        (name, one.value, one.count)
        for name, counts in found.facets.items()
        for one in (counts[-FACET_ROWS:] if name == "month" else counts[:FACET_ROWS])
    ]
    show.table(("facet", "value", "articles"), rows)
    for note in found.notes:
        show.say(note)
    show.say(f"{found.total} articles, {found.stories} stories")


def widened(desk: Desk, asked: str) -> Sequence[Any]:
    """Return the articles near the words of a query that it does not find."""
    from archive.meaning import widen

    return widen(desk.engine, asked)


def write_widened(found: Sequence[Any]) -> None:
    """Write what is near in meaning, under a line that says so."""
    if not found:
        show.say("nothing is near in meaning, or there are no vectors yet; `jianbao db embed` makes them")
        return
    show.say("near in meaning, as a language model guesses; not counted above:")
    for one in found:
        click.echo(f"{one.article_id:>6}  {one.published_on or '          '}  {one.source}  {one.title}")


def timeline(desk: Desk, asked: str, wishes: Wishes) -> None:
    """Write one or more queries over time, with their share of what was collected."""
    from archive.analysis import compare, sparkline

    found = compare(desk.engine, (asked, *wishes["versus"]), grain=cast(Grain, wishes["grain"]))
    if wishes["as_json"]:
        show.as_json(found.timelines)
        return
    headings = (wishes["grain"], "articles", "of collected", "share", "days not collected")
    if len(found.timelines) > 1:
        rows = [(one.query, *_row(point)) for one in found.timelines for point in one.points]
        show.table(("query", *headings), rows)
    for one in found.timelines:
        if len(found.timelines) == 1:
            show.table(headings, [_row(point) for point in one.points])
        show.say(f"{sparkline(one.points)}  {one.query}: {one.total} articles, {one.undated} without a day")
        if one.frame:
            show.say(f"the share is of all articles that {one.frame} finds")


def keyness(desk: Desk, asked: str, wishes: Wishes) -> None:
    """Write the runs of characters that tell the articles of a query from those of another, or from all others."""
    from archive.analysis import keyness as compared

    other = wishes["versus"][0] if wishes["versus"] else ""
    found = compared(desk.engine, asked, other)
    if wishes["as_json"]:
        show.as_json(found)
        return
    rows = [(term.text, term.count, term.other_count, f"{term.score:.1f}") for term in found.terms]
    show.table(("words", "articles", "of the others", "G2"), rows)
    show.say(f"read {found.read[0]} of {found.total[0]} articles and {found.read[1]} of {found.total[1]} others")


def together(desk: Desk, asked: str, wishes: Wishes) -> None:
    """Write the persons, bodies and places that stand together with a query."""
    from archive.analysis import together as named

    found = named(desk.engine, asked)
    if wishes["as_json"]:
        show.as_json(found)
        return
    rows = [
        (kind, one.name, one.count, one.everywhere, f"{one.score:.1f}")
        for kind, names in found.names.items()
        for one in names[:FACET_ROWS]
    ]
    show.table(("kind", "name", "articles", "in the archive", "G2"), rows)
    show.say(f"counted in {found.counted} of {found.total} articles")


def draw(desk: Desk, queries: Sequence[str], path: Path, *, grain: str, share: bool) -> None:
    """Draw the timelines of one to five queries into an SVG or PNG file."""
    from archive.analysis import as_png, compare, plot
    from archive.errors import AskedWrongly

    if path.suffix.lower() not in PICTURES:
        wrong = f"'{path.name}' does not say which kind of picture to draw"
        raise AskedWrongly(wrong, mend=f"let it end with one of: {', '.join(PICTURES)}")
    found = compare(desk.engine, queries, grain=cast(Grain, grain))
    picture = plot(found.timelines, share=share)
    path.write_bytes(as_png(picture) if path.suffix.lower() == ".png" else picture.encode())
    show.say(f"drew {len(found.timelines)} timelines into {path}")


def export(desk: Desk, asked: str, path: Path, *, sort: str) -> None:
    """Write all articles of a query into a file, and its manifest beside it."""
    from archive.export import export as begin
    from archive.export import form_of

    order = cast(Literal["relevance", "date", "source"], sort)
    begun = begin(desk.engine, asked, form_of(path.name), now=desk.now, sort=order)
    manifest = path.with_name(f"{path.name}.manifest.json")
    # Under another name until it is whole: a broken-off export cannot be taken for a finished one.
    unfinished = path.with_name(f"{path.name}.part")
    digest, size = sha256(), 0
    with unfinished.open("wb") as file:
        for piece in begun.pieces:
            written = piece.encode() if isinstance(piece, str) else piece
            digest.update(written)
            size += file.write(written)
    manifest.write_text(begun.manifest.text(sha256=digest.hexdigest(), size_bytes=size), encoding="utf-8")
    unfinished.replace(path)
    show.say(f"wrote {begun.manifest.articles} articles into {path}; {manifest.name} says what they are")


def freeze(desk: Desk, asked: str, name: str, *, as_json: bool) -> None:
    """Keep what a query finds under a name; when it was kept before, write what changed since."""
    from archive.export import changes, keep, place_of, thaw
    from archive.export import freeze as found_now

    path = place_of(desk.config.home, name)
    now = found_now(desk.engine, asked, now=desk.now)
    if not path.exists():
        keep(now, path)
        show.say(f"froze {len(now.articles)} articles of {now.query} as {path}; ask again to see what changed")
        return
    found = changes(thaw(path), now)
    if as_json:
        show.as_json(found)
        return
    groups = (("added", found.added), ("withdrawn", found.withdrawn), ("revised", found.revised))
    show.table(("change", "article"), [(word, number) for word, numbers in groups for number in numbers])
    said = ", ".join(f"{len(numbers)} {word}" for word, numbers in groups)
    show.say(f"since {found.since}: {said}; {found.before} articles then, {found.now} now")


def _row(point: Any) -> tuple[object, ...]:
    share = "not collected" if point.is_gap else "" if point.share is None else f"{point.share:.2%}"
    return point.label, point.count, point.collected, share, point.days_missing or ""


VIEWS: Mapping[str, Callable[[Desk, str, Wishes], None]] = {
    "facets": facets,
    "timeline": timeline,
    "keyness": keyness,
    "together": together,
}
"""Option → what it shows instead of the hits."""
