"""`jianbao article`: what is stored of an article."""

from typing import Any

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounGroup
from scheduler.cli.types import NUMBER


@click.group(cls=NounGroup, example="jianbao article show 1")
def article() -> None:
    """Show stored articles and their revisions."""


@article.command("show", example="jianbao article show 1")
@click.argument("number", type=NUMBER)
@click.option("--json", "as_json", is_flag=True, help="Print all that is known of it as JSON.")
@pass_desk
def show_article(desk: Desk, *, number: int, as_json: bool) -> None:
    """Show one article: headline, people, text, themes, where it is from."""
    from archive import read

    found = read.article(desk.engine, number)
    if as_json:
        show.as_json(found)
        return
    for line in (found.kicker, found.title, found.subtitle):
        if line:
            click.echo(line)
    click.echo()
    show.table(("", ""), _facts(found, desk.language))
    click.echo()
    click.echo(found.text)


@article.command("list", example="jianbao article list --theme housing --limit 10")
@click.option("--source", default=None, help="Only articles of this source.")
@click.option("--theme", default=None, help="Only articles with this theme.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000), help="So many, newest first.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_desk
def list_articles(desk: Desk, *, source: str | None, theme: str | None, limit: int, as_json: bool) -> None:
    """List the newest articles."""
    from archive import read

    found = read.recent(desk.engine, limit=limit, source=source, theme=theme)
    if as_json:
        show.as_json(found)
    elif found:
        rows = [(one.id, one.published_on or "", one.source, one.title) for one in found]
        show.table(("number", "day", "source", "title"), rows)
    else:
        show.say("no articles; `jianbao crawl SOURCE` or `jianbao import FILE` brings some")


@article.command("revisions", example="jianbao article revisions 1")
@click.argument("number", type=NUMBER)
@click.option("--json", "as_json", is_flag=True, help="Print all texts as JSON.")
@pass_desk
def revisions(desk: Desk, *, number: int, as_json: bool) -> None:
    """Show every text that an article had, oldest first."""
    from archive import read

    found = read.revisions(desk.engine, number)
    if as_json:
        show.as_json(found)
        return
    rows = [
        (one.number, show.when(one.seen_at), "reader" if one.is_reread else "paper", len(one.text), one.title)
        for one in found
    ]
    show.table(("revision", "seen", "changed by", "characters", "title"), rows)


@article.command("why", example="jianbao article why 1 2")
@click.argument("number", metavar="A", type=NUMBER)
@click.argument("other", metavar="B", type=NUMBER)
@click.option("--json", "as_json", is_flag=True, help="Print passages with offsets, coverage and conflicts as JSON.")
@pass_desk
def why(desk: Desk, *, number: int, other: int, as_json: bool) -> None:
    """Show why two articles are one story or two: what they share, and which facts differ."""
    from archive.clusters.why import why as compare
    from pipelines.dedup import same

    found = compare(desk.engine, number, other, same=same)
    if as_json:
        show.as_json(found)
        return
    show.table(("", ""), _grounds(found))
    if found.conflicts:
        click.echo()
        show.table((f"in {number}", f"in {other}"), [(one or "-", two or "-") for one, two in found.conflicts])
    if found.passages:
        click.echo()
        rows = [
            (f"{one.a_start}-{one.a_end}", f"{one.b_start}-{one.b_end}", _short(one.text)) for one in found.passages
        ]
        show.table((f"in {number}", f"in {other}", "shared passage"), rows)


def _grounds(found: Any) -> list[tuple[str, object]]:
    """Return what the judge says of two articles, and what was decided when they met."""
    story = f"{found.a.cluster_id}, both" if found.one_story else f"{found.a.cluster_id} and {found.b.cluster_id}"
    rows: list[tuple[str, object]] = [
        ("story", story),
        ("relation", found.relation),
        ("kept apart", found.ground),
        ("score", f"{found.score:.3f}"),
        ("shared", f"{found.a.coverage:.0%} of {found.a.article_id}, {found.b.coverage:.0%} of {found.b.article_id}"),
    ]
    decided = found.decision
    if decided is not None:
        who = decided.decided_by or decided.engine
        rows.append(("decided", f"{decided.relation} by {who}, {show.when(decided.decided_at)}"))
    return [(name, value) for name, value in rows if value != ""]


def _short(text: str, most: int = 60) -> str:
    """Return both ends of a passage, on one line."""
    line = text.replace("\n", " ")
    return line if len(line) <= most else f"{line[: most // 2]} … {line[-most // 2 :]}"


def _facts(found: Any, language: str) -> list[tuple[str, object]]:
    """Return what stands above the text, without what is unknown."""
    people = ", ".join(f"{one.name} ({one.role_raw or one.role})" for one in found.people)
    places = ", ".join(f"{one.edition_on} {one.page_label} {one.page_name}".strip() for one in found.placements)
    themes = ", ".join(tag.zh if language == "zh" else tag.en for tag in found.tags)
    capture = f"{found.capture.ref.id} {found.capture.ref.digest}" if found.capture else ""
    facts: list[tuple[str, object]] = [
        ("number", found.id),
        ("source", f"{found.source.name} ({found.source.id})"),
        ("day", found.published_on),
        ("printed", places),
        ("people", people),
        ("dateline", found.dateline),
        ("from", found.agency),
        ("themes", themes),
        ("credits", "; ".join(found.credits)),
        ("story", f"{found.cluster_id} with {len(found.members)} articles" if len(found.members) > 1 else ""),
        ("revision", found.revision if found.revision > 1 else ""),
        ("address", found.url),
        ("capture", capture),
    ]
    return [(name, value) for name, value in facts if value not in ("", None)]
