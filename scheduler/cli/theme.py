"""`jianbao theme`: the taxonomy, why an article has its themes, and what people and new rules make of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounGroup
from scheduler.cli.theme_hands import accept, add, agree, code, log, queue, reject, undo
from scheduler.cli.theme_learn import learn
from scheduler.cli.theme_rules import diff, export, retag, try_rule, versions
from scheduler.cli.theme_taught import taught
from scheduler.cli.types import NUMBER


@click.group(cls=NounGroup, example="jianbao theme list")
def theme() -> None:
    """Show the policy themes and why an article has them."""


for _command in (
    accept,
    reject,
    add,
    undo,
    log,
    queue,
    code,
    agree,
    try_rule,
    diff,
    retag,
    versions,
    export,
    learn,
    taught,
):
    theme.add_command(_command)


@theme.command("list", example="jianbao theme list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_desk
def list_themes(desk: Desk, *, as_json: bool) -> None:
    """List all themes: those that this program brings, and those of the layers in the home folder's `themes`."""
    from pipelines.themes import home_layers, load_taxonomy

    names = list(load_taxonomy(home_layers(desk.config.home)).names())
    if as_json:
        show.as_json(names)
    else:
        show.table(("theme", "中文", "English", "layer"), [(one.id, one.zh, one.en, one.layer) for one in names])


@theme.command("show", example="jianbao theme show tech-innovation")
@click.argument("theme_id", metavar="THEME")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@pass_desk
def show_theme(desk: Desk, *, theme_id: str, as_json: bool) -> None:
    """Show one theme with its rules, learned terms among them."""
    from archive.errors import NotFound
    from pipelines.themes import home_layers, load_taxonomy

    themes = load_taxonomy(home_layers(desk.config.home)).themes
    found = next((one for one in themes if one.id == theme_id), None)
    if found is None:
        raise NotFound(f"no theme has the id '{theme_id}'", mend="`jianbao theme list` names them all")
    told = show.plain(found)
    if as_json:
        show.as_json(told)
        return
    told["terms"] = _by_weight(found.terms)
    show.table(("", ""), [(key, said) for key, value in told.items() if (said := _said(value))])


@theme.command("check", example="jianbao theme check my-city.yaml")
@click.argument("files", nargs=-1, metavar="FILE...", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_desk
def check(desk: Desk, *, files: Sequence[Path]) -> None:
    """Read the taxonomy with the layers in the home folder's `themes` and FILEs as further ones; say what is wrong."""
    from pipelines.themes import home_layers, load_taxonomy
    from pipelines.themes.trial import shared_terms

    own = home_layers(desk.config.home)
    known = {path.resolve() for path in own}
    taxonomy = load_taxonomy([*own, *(path for path in files if path.resolve() not in known)])
    for term, themes in shared_terms(taxonomy):
        show.say(f"'{term}' weighs 3 or more in {len(themes)} themes: {', '.join(themes)}")
    click.echo(f"{len(taxonomy.themes)} themes are well: {taxonomy.version}")


@theme.command("explain", example="jianbao theme explain 1")
@click.argument("number", metavar="ARTICLE", type=NUMBER)
@click.option("--json", "as_json", is_flag=True, help="Print themes and evidence as JSON.")
@pass_desk
def explain(desk: Desk, *, number: int, as_json: bool) -> None:
    """Show each theme of an article once, with all that gave it and the words that earned it."""
    from archive import read

    found = read.article(desk.engine, number)
    if as_json:
        show.as_json(found.tags)
        return
    if not found.tags:
        show.say("this article has no theme")
    by_theme: dict[str, list[Any]] = {}
    for tag in found.tags:
        by_theme.setdefault(tag.theme, []).append(tag)
    for tags in by_theme.values():
        name = tags[0].zh if desk.language == "zh" else tags[0].en
        is_central = any(tag.central for tag in tags)
        score = max(tag.score for tag in tags)
        by = "; ".join(_by(tag) for tag in tags)
        click.echo(f"{tags[0].theme}  {name}  {score:g}{'  central' if is_central else ''}  ({by})")
        for one in (one for tag in tags for one in tag.evidence):
            click.echo(f"    {one.weight:+g}  {one.field} {one.start}-{one.end}  {_words(found, one)}")


def _by(tag: Any) -> str:
    """Return what gave a tag, and how sure that is."""
    from archive.themes.confidence import confidence
    from archive.themes.retag import MACHINE

    return f"{tag.method}, {confidence(tag.score):.0%} sure" if tag.method in MACHINE else str(tag.method)


def _by_weight(terms: Sequence[tuple[str, float]]) -> str:
    """Return terms as `theme try` takes them, the heaviest first."""
    weights = sorted({weight for _, weight in terms}, reverse=True)
    return "; ".join(f"{one:g}: {', '.join(text for text, weight in terms if weight == one)}" for one in weights)


def _words(found: Any, one: Any) -> str:
    """Return the matched words with a little of what stands around them."""
    text: str = found.title if one.field == "title" else found.text
    before, after = text[max(one.start - 10, 0) : one.start], text[one.end : one.end + 10]
    return f"{before}【{text[one.start : one.end]}】{after}".replace("\n", " ")


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(one)}" for key, one in value.items() if one)
    return f"{value:g}" if isinstance(value, float) else str(value)
