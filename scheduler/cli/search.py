"""`jianbao search`: the query language on the command line."""

from typing import Any, Literal, cast

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand

EXAMPLE = """\
jianbao search 专精特新
jianbao search '人才公寓 OR theme:housing' --sort date
jianbao search 'title:(产业 NEAR/5 强市) date:2024-02' --explain
jianbao search 高质量发展 --csv --limit 1000 > found.csv"""
LONGEST_TITLE = 60


@click.command(cls=NounCommand, example=EXAMPLE)
@click.argument("query", nargs=-1, required=True, metavar="QUERY")
@click.option("--sort", type=click.Choice(["relevance", "date", "source"]), default="relevance", show_default=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(0, 10_000), help="So many articles.")
@click.option("--offset", default=0, show_default=True, type=click.IntRange(0), help="Begin after so many.")
@click.option("--stories", is_flag=True, help="Show one article of each story.")
@click.option("--explain", is_flag=True, help="Say in words how the query is understood, and search nothing.")
@click.option("--csv", "as_csv", is_flag=True, help="Print whole articles as CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print hits and facets as JSON.")
@pass_desk
def search(
    desk: Desk,
    *,
    query: tuple[str, ...],
    sort: str,
    limit: int,
    offset: int,
    stories: bool,
    explain: bool,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Find articles, each with the sentence that matched.

    The words of QUERY may be given without quotes. An alert with the same query mails exactly what is found here.
    """
    asked = " ".join(query)
    if explain:
        _explain(desk, asked)
        return
    from archive.search import answer

    order = cast(Literal["relevance", "date", "source"], sort)
    found = answer(desk.engine, asked, limit=limit, offset=offset, sort=order, facets=as_json, collapse=stories)
    if as_json:
        show.as_json(found)
    elif as_csv:
        from archive.export import as_csv as rows_of

        for line in rows_of(desk.engine, [hit.article_id for hit in found.hits]):
            click.echo(line, nl=False)
    else:
        _write(desk, found)


def _explain(desk: Desk, asked: str) -> None:
    from archive.query import canonical, explain, parse

    tree = parse(asked)
    click.echo(canonical(tree))
    click.echo(explain(tree, cast(Literal["zh", "en"], desk.language)))


def _write(desk: Desk, found: Any) -> None:
    for hit in found.hits:
        click.echo(f"{hit.article_id:>6}  {hit.published_on or '          '}  {hit.source}  {_title(hit)}")
        if hit.snippet is not None:
            click.echo(f"        {show.marked(hit.snippet.text, hit.snippet.marks)}".replace("\n", " "))
    for note in found.notes:
        show.say(note)
    if found.total:
        show.say(f"{found.total} articles, {found.stories} stories; {len(found.hits)} shown")
    else:
        show.say(_nothing_found(desk))


def _title(hit: Any) -> str:
    copies = f"  (+{hit.cluster_size - 1})" if hit.cluster_size > 1 else ""
    return show.marked(hit.title, hit.title_marks) + copies


def _nothing_found(desk: Desk) -> str:
    from archive import read

    if read.totals(desk.engine).articles == 0:
        return "the archive is empty; `jianbao crawl SOURCE` or `jianbao import FILE` fills it"
    return "nothing found; `--explain` says how the query was understood"
