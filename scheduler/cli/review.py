"""`jianbao review`: articles that were read with doubt, and what a person says of them."""

import getpass
from collections.abc import Mapping, Sequence

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounGroup
from scheduler.cli.types import NUMBER


@click.group(cls=NounGroup, example="jianbao review list --source zhenjiang-daily")
def review() -> None:
    """Look at articles that were read with doubt, and settle it."""


@review.command("list", example="jianbao review list --source zhenjiang-daily")
@click.option("--source", default="", help="Only articles of this source.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000), help="Articles shown at most.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_desk
def list_(desk: Desk, *, source: str, limit: int, as_json: bool) -> None:
    """List the articles that wait for a person's look, the newest first, with the reason and the least sure field.

    `jianbao read CAPTURE --explain` shows how an article was read and what was passed over.
    """
    from archive.read.reviews import list_reviews

    found = list_reviews(desk.engine, source=source, limit=limit)
    if as_json:
        show.as_json(found)
        return
    rows = [
        (one.article_id, one.source, one.title, ", ".join(one.flags), _least(one.confidence), one.capture_id)
        for one in found
    ]
    if rows:
        show.table(("article", "source", "title", "why", "least sure", "capture"), rows)
    else:
        show.say("nothing waits for a look")


@review.command("accept", example="jianbao review accept 12 15 --note 'checked against the page'")
@click.argument("articles", nargs=-1, required=True, type=NUMBER, metavar="ARTICLE...")
@click.option("--note", default="", help="What is to be remembered of it.")
@pass_desk
def accept(desk: Desk, *, articles: Sequence[int], note: str) -> None:
    """Say that articles were read right; they wait no longer, until their text changes."""
    from archive.store.reviews import decide

    for number in articles:
        decide(desk.engine, number, "accepted", by=getpass.getuser(), now=desk.now, note=note)
    show.say(f"accepted: {', '.join(map(str, articles))}")


@review.command("dismiss", example="jianbao review dismiss 12 --note 'the paper gives no day'")
@click.argument("articles", nargs=-1, required=True, type=NUMBER, metavar="ARTICLE...")
@click.option("--note", default="", help="What is to be remembered of it.")
@pass_desk
def dismiss(desk: Desk, *, articles: Sequence[int], note: str) -> None:
    """Say that nothing more is to be done about articles; they wait no longer, until their text changes."""
    from archive.store.reviews import decide

    for number in articles:
        decide(desk.engine, number, "dismissed", by=getpass.getuser(), now=desk.now, note=note)
    show.say(f"dismissed: {', '.join(map(str, articles))}")


def _least(confidence: Mapping[str, float]) -> str:
    """Return the least sure field with its figure."""
    name = min(confidence, key=confidence.__getitem__, default="")
    return f"{name} {confidence[name]:.2f}" if name else ""
