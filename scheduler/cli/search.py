"""`jianbao search`: the query language on the command line."""

from pathlib import Path
from typing import Any, Literal, cast

import click

from scheduler.cli import findings, show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand
from scheduler.cli.types import COUNT_OR_NONE

EXAMPLE = """\
jianbao search 专精特新
jianbao search '人才公寓 OR theme:housing' --sort date
jianbao search 'title:(产业 NEAR/5 强市) date:2024-02' --explain
jianbao search 高质量发展 --timeline --versus 新质生产力 --grain year
jianbao search 人才公寓 --plot housing.svg
jianbao search theme:housing --export housing.parquet
jianbao search 'word:和平 source:zjrb'"""
Sort = Literal["relevance", "date", "source"]


@click.command(cls=NounCommand, example=EXAMPLE)
@click.argument("query", nargs=-1, required=True, metavar="QUERY")
@click.option("--sort", type=click.Choice(["relevance", "date", "source"]), default="relevance", show_default=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(0, 10_000), help="So many articles.")
@click.option("--offset", default=0, show_default=True, type=COUNT_OR_NONE, help="Begin after so many.")
@click.option("--cursor", default="", help="Go on where the page before ended; its last line says with what.")
@click.option("--stories", is_flag=True, help="Show one article of each story.")
@click.option("--explain", "mode", flag_value="explain", help="Say in words how the query is understood only.")
@click.option("--facets", "mode", flag_value="facets", help="Count by source, place, theme, type, page, person, month.")
@click.option("--timeline", "mode", flag_value="timeline", help="Count over time, beside what was collected.")
@click.option("--keyness", "mode", flag_value="keyness", help="Show the words that tell its articles from the others.")
@click.option("--together", "mode", flag_value="together", help="Show who and what is named together with it.")
@click.option("--versus", multiple=True, metavar="QUERY", help="Another query to put beside; up to four.")
@click.option("--grain", type=click.Choice(["day", "month", "year"]), default="month", show_default=True)
@click.option("--share", is_flag=True, help="Plot the share of what was collected instead of the count.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw the timeline: .svg or .png.")
@click.option("--export", type=click.Path(dir_okay=False, path_type=Path), help="Write all articles; see below.")
@click.option("--widen", is_flag=True, help="Suggest others by meaning, apart from what is found; needs vectors.")
@click.option("--freeze", metavar="NAME", help="Keep what is found under a name; again: show what changed since.")
@click.option("--csv", "mode", flag_value="csv", help="Print whole articles as CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print what is found as JSON.")
@pass_desk
def search(desk: Desk, *, query: tuple[str, ...], **wishes: Any) -> None:
    """Find articles, each with the sentence that matched.

    The words of QUERY may be given without quotes. An alert with the same query mails exactly what is found here.
    The ending of the file says in which form to export: .csv .jsonl .parquet .ris .bib .csl.json .gbt.txt; beside it
    stands its manifest, which says what was asked, when, and how many articles there are.
    """
    asked = " ".join(query)
    if wishes["mode"] == "explain":
        _explain(desk, asked)
        return
    _accelerate(desk)
    if wishes["freeze"] is not None:
        findings.freeze(desk, asked, wishes["freeze"], as_json=wishes["as_json"])
    elif wishes["export"] is not None:
        findings.export(desk, asked, wishes["export"], sort=wishes["sort"])
    elif wishes["plot"] is not None:
        findings.draw(desk, (asked, *wishes["versus"]), wishes["plot"], grain=wishes["grain"], share=wishes["share"])
    elif wishes["mode"] in findings.VIEWS:
        findings.VIEWS[wishes["mode"]](desk, asked, wishes)
    else:
        _find(desk, asked, wishes)


def _accelerate(desk: Desk) -> None:
    from archive.search import accelerate

    accelerate(desk.engine, desk.config)


def _find(desk: Desk, asked: str, wishes: dict[str, Any]) -> None:
    from archive.search import answer

    found = answer(
        desk.engine,
        asked,
        limit=wishes["limit"],
        offset=wishes["offset"],
        sort=cast(Sort, wishes["sort"]),
        facets=wishes["as_json"],
        collapse=wishes["stories"],
        cursor=wishes["cursor"],
    )
    nearby = findings.widened(desk, asked) if wishes["widen"] else None
    if wishes["as_json"]:
        show.as_json(found if nearby is None else {**show.plain(found), "by_meaning": nearby})
    elif wishes["mode"] == "csv":
        from archive.export import as_csv

        for line in as_csv(desk.engine, [hit.article_id for hit in found.hits]):
            click.echo(line, nl=False)
    else:
        _write(desk, found)
        if nearby is not None:
            findings.write_widened(nearby)


def _explain(desk: Desk, asked: str) -> None:
    from archive.query import canonical, explain, parse

    tree = parse(asked)
    click.echo(canonical(tree))
    click.echo(explain(tree, cast(Literal["zh", "en"], desk.language)))
    _say_how_it_is_answered(desk)


def _say_how_it_is_answered(desk: Desk) -> None:
    """Say whether the accelerator helps, where the settings ask for it."""
    from archive.search import accelerator_folder, search_config
    from archive.search.accelerator import standing

    if search_config(desk.config).accelerator:
        found = standing(desk.engine, accelerator_folder(desk.config))
        show.say(f"accelerator: {found.says}{'' if found.is_used else f'; {found.mend}'}")


def _write(desk: Desk, found: Any) -> None:
    for hit in found.hits:
        click.echo(f"{hit.article_id:>6}  {hit.published_on or '          '}  {hit.source}  {_title(hit)}")
        if hit.snippet is not None:
            of = f"{hit.document}: " if hit.document else ""
            click.echo(f"        {of}{show.marked(hit.snippet.text, hit.snippet.marks)}".replace("\n", " "))
    for note in found.notes:
        show.say(note)
    if found.total:
        show.say(f"{found.total} articles, {found.stories} stories; {len(found.hits)} shown")
        if found.cursor:
            show.say(f"more: --cursor {found.cursor}")
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
