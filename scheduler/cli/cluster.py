"""`jianbao cluster`: stories of several articles, and what a person decides about them."""

import getpass
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounGroup
from scheduler.cli.types import NUMBER

if TYPE_CHECKING:  # imported on demand, so that `--help` is quick
    from archive.clusters.hands import Regrouped


@click.group(cls=NounGroup, example="jianbao cluster show 1")
def cluster() -> None:
    """Show, split, merge and rebuild duplicate clusters."""


@cluster.command("show", example="jianbao cluster show 1")
@click.argument("number", metavar="CLUSTER", type=NUMBER)
@click.option("--json", "as_json", is_flag=True, help="Print its articles as JSON.")
@pass_desk
def show_cluster(desk: Desk, *, number: int, as_json: bool) -> None:
    """List the articles of one cluster, the lead first, each with the one it was folded onto."""
    from archive import read

    found = read.cluster(desk.engine, number)
    if as_json:
        show.as_json(found)
        return
    rows = [
        (one.article_id, one.published_on or "", one.source, one.relation or "-", one.folded_onto or "-", one.title)
        for one in found
    ]
    show.table(("number", "day", "source", "relation", "onto", "title"), rows)


@cluster.command("split", example="jianbao cluster split 1 7 9 --dry-run")
@click.argument("number", metavar="CLUSTER", type=NUMBER)
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...", type=NUMBER)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--by", default="", help="Who decides this.  [default: the user of this machine]")
@pass_desk
def split(desk: Desk, *, number: int, articles: Sequence[int], dry_run: bool, by: str) -> None:
    """Take ARTICLEs out of a cluster into one of their own, for good.

    It is kept with your name, and no later crawl or rebuild puts them together again. Nobody gets a letter for it.
    """
    from archive.clusters import hands
    from pipelines.dedup import fingerprint

    done = hands.split(
        desk.engine, number, articles, fingerprint=fingerprint, by=by or _person(), now=desk.now, dry_run=dry_run
    )
    _tell(done, dry_run=dry_run)


@cluster.command("merge", example="jianbao cluster merge 1 2 --dry-run")
@click.argument("number", metavar="CLUSTER", type=NUMBER)
@click.argument("other", metavar="OTHER", type=NUMBER)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--by", default="", help="Who decides this.  [default: the user of this machine]")
@pass_desk
def merge(desk: Desk, *, number: int, other: int, dry_run: bool, by: str) -> None:
    """Move the articles of the cluster OTHER into CLUSTER, for good.

    It is kept with your name, and no rebuild takes them apart again. Nobody gets a letter for it.
    """
    from archive.clusters import hands

    done = hands.merge(desk.engine, number, other, by=by or _person(), now=desk.now, dry_run=dry_run)
    _tell(done, dry_run=dry_run)


@cluster.command("rebuild", example="jianbao cluster rebuild")
@pass_desk
def rebuild(desk: Desk) -> None:
    """Find the copies of every article anew from the stored texts, after a change of the duplicate engine.

    Sends no letters. The archive can be searched and written meanwhile; stopped, it goes on where it was. What people
    decided with `split` and `merge` stays.
    """
    from archive.clusters.rebuild import rebuild as build_anew
    from pipelines.dedup import fingerprint, same

    done = build_anew(
        desk.engine,
        same=same,
        fingerprint=fingerprint,
        now=desk.now,
        progress=lambda at, total: show.say(f"{at} of {total}"),
    )
    click.echo(f"{done.done} articles compared, {done.moved} moved to another cluster ({done.engine})")


@cluster.command("stories", example="jianbao cluster stories")
@pass_desk
def stories(desk: Desk) -> None:
    """Link articles that tell one event in different words, for what is new since the last time.

    The links are shown as "also reported by"; they fold nothing and send no letters.
    """
    from archive.clusters.stories import link_stories

    done = link_stories(desk.engine, now=desk.now)
    click.echo(f"{done.links} links written for {done.days} days")


def _tell(done: "Regrouped", *, dry_run: bool) -> None:
    moved = ", ".join(map(str, done.moved))
    would = "would move" if dry_run else "moved"
    where = "a new cluster" if done.moved_to is None else f"cluster {done.moved_to}"
    click.echo(f"articles {would} to {where}: {moved}")
    click.echo(f"cluster {done.cluster_id} {'would have' if dry_run else 'has'} {len(done.staying)} articles")


def _person() -> str:
    """The user of this machine, for the record."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        return "someone"
