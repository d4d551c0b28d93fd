"""`jianbao theme try|diff|retag|versions|export`: rules before, while and after they are adopted."""

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand
from scheduler.cli.types import COUNT, COUNT_OR_NONE

if TYPE_CHECKING:  # imported on demand, so that `--help` is quick
    from archive.themes.texts import StoredText
    from pipelines.themes.taxonomy import Taxonomy

NEAR = 0.5
"""Share of the threshold from which a text is a near miss."""
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("try", cls=NounCommand, example="jianbao theme try '3: 人才公寓, 青年公寓; 2: 公寓' --hits 5")
@click.argument("rule", metavar="RULE")
@click.option("--threshold", default=3.0, show_default=True, help="Score that the rule must reach.")
@click.option("--sample", type=COUNT, help="Only so many of the newest articles.  [default: all]")
@click.option("--hits", default=20, show_default=True, type=COUNT_OR_NONE, help="Random hits to show.")
@click.option("--seed", default=1, show_default=True, help="The same number shows the same hits again.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@pass_desk
def try_rule(
    desk: Desk, *, rule: str, threshold: float, sample: int | None, hits: int, seed: int, as_json: bool
) -> None:
    """Show what a rule would tag, before anybody adopts it. Changes nothing.

    RULE is weights with terms: `3: term, term; 2: term`. A term of weight 3 gives the theme where it stands in the
    first lines of a short text; one of weight 1 only helps others. Near misses have half of the threshold or more:
    there the next term is found.
    """
    from archive.themes.texts import newest_texts
    from pipelines.themes import Tagger, home_layers, load_taxonomy
    from pipelines.themes.trial import TRIED, trial_taxonomy

    present = load_taxonomy(home_layers(desk.config.home))
    tagger = Tagger(trial_taxonomy(present, _terms(rule), threshold))
    found: list[tuple[float, StoredText]] = []
    near: list[tuple[float, StoredText]] = []
    articles = 0
    for one in newest_texts(desk.engine, limit=sample):
        articles += 1
        score = tagger.scores(one.title, one.text).get(TRIED, 0.0)
        if score >= threshold:
            found.append((score, one))
        elif score >= threshold * NEAR:
            near.append((score, one))
    _tell_trial(articles, found, near, hits=hits, seed=seed, as_json=as_json)


@click.command("diff", cls=NounCommand, example="jianbao theme diff pinned present --limit 20")
@click.argument("old", metavar="V1")
@click.argument("new", metavar="V2")
@click.option("--sample", type=COUNT, help="Only so many of the newest articles.  [default: all]")
@click.option("--limit", default=20, show_default=True, type=COUNT_OR_NONE, help="Articles to name.")
@click.option("--json", "as_json", is_flag=True, help="Print every change as JSON.")
@pass_desk
def diff(desk: Desk, *, old: str, new: str, sample: int | None, limit: int, as_json: bool) -> None:
    """Name the articles whose themes differ between two versions, and the terms responsible. Changes nothing.

    A version is `bundled` (what this program brings), `present` (that with the layers in the home folder's `themes`),
    `pinned` (what is in force), the beginning of a digest that `jianbao theme versions` lists, or a YAML file, read
    as a further layer on the present ones.
    """
    from archive.themes.texts import newest_texts
    from pipelines.themes.trial import compare

    found = compare(_version(desk, old), _version(desk, new), newest_texts(desk.engine, limit=sample))
    if as_json:
        show.as_json(found)
        return
    names = sorted(found.added.keys() | found.removed.keys())
    rows = [(f"+{found.added[name]}", f"-{found.removed[name]}", name, _most(found.terms[name])) for name in names]
    click.echo(f"{found.articles} articles compared, {len(found.changes)} changes")
    show.table(("added", "removed", "theme", "terms responsible"), rows)
    for change in found.changes[:limit]:
        sign = "+" if change.after else "-"
        click.echo(f"{sign} {change.theme}  {change.article_id}  {change.title}  ({', '.join(change.terms[:3])})")


@click.command("retag", cls=NounCommand, example="jianbao theme retag --workers 2")
@click.option("--workers", default=2, show_default=True, type=COUNT_OR_NONE, help="Processes; 0 reads in this one.")
@click.option("--everything", is_flag=True, help="Tag every text again, also where no rule that concerns it changed.")
@click.option(
    "--to", "version", default="present", show_default=True, help="Version to put in force; see `theme diff`."
)
@pass_desk
def retag(desk: Desk, *, workers: int, everything: bool, version: str) -> None:
    """Tag the stored articles anew by the present rules, and switch readers to them at the end, all at once.

    Only texts that hold a word whose rules changed are read again. Stopped or killed, the next call goes on where it
    was. What people decided stays. Nobody is mailed. An older version put in force with --to rolls a change back.
    """
    from archive.store import Store
    from pipelines.dedup import same
    from scheduler.retagging import retag_all

    taxonomy = _version(desk, version)
    Store(desk.engine, same=same).register_themes(taxonomy.names())
    done = retag_all(
        desk.engine,
        desk.config.database,
        taxonomy,
        now=desk.now,
        workers=workers,
        everything=everything,
        progress=lambda at, total: show.say(f"read up to article {at} of {total}"),
    )
    click.echo(f"{done.articles} articles read, {done.changed} changed; rules {done.taxonomy[:12]} are in force")


@click.command("versions", cls=NounCommand, example="jianbao theme versions")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_desk
def versions(desk: Desk, *, as_json: bool) -> None:
    """List the versions of the taxonomy that this archive has used; the one pinned last is in force."""
    from archive.themes.versions import versions as kept

    found = kept(desk.engine)
    if as_json:
        show.as_json(found)
        return
    rows = [
        (one.sha256[:12], one.version, one.pinned_at.isoformat(timespec="minutes") if one.pinned_at else "-")
        for one in found
    ]
    show.table(("digest", "version", "pinned"), rows)


@click.command("export", cls=NounCommand, example="jianbao theme export --scheme govcn")
@click.option("--scheme", required=True, type=click.Choice(["cap", "iptc", "govcn"]), help="Foreign codes wanted.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_desk
def export(desk: Desk, *, scheme: str, as_json: bool) -> None:
    """Print the themes with their codes in a foreign scheme, the primary code first.

    cap: Comparative Agendas Project; iptc: Media Topics; govcn: subject classes of the State Council's library. A
    city's theme has the codes of the themes that it extends.
    """
    from pipelines.themes import home_layers, load_taxonomy
    from pipelines.themes.crosswalk import codes

    rows = codes(load_taxonomy(home_layers(desk.config.home)), scheme)
    if as_json:
        show.as_json(rows)
    else:
        show.table(("theme", "primary", "further"), [(one, own[0], ", ".join(own[1:])) for one, own in rows.items()])


def _version(desk: Desk, name: str) -> "Taxonomy":
    from archive.db import reading
    from archive.errors import NotFound
    from archive.themes.versions import content_of, pinned
    from pipelines.themes import home_layers, load_taxonomy
    from pipelines.themes.stored import from_json

    own = home_layers(desk.config.home)
    if name == "bundled":
        return load_taxonomy()
    if name == "present":
        return load_taxonomy(own)
    if Path(name).is_file():
        return load_taxonomy([*own, Path(name)])
    if name == "pinned":
        with reading(desk.engine) as session:
            name = pinned(session)
        if not name:
            raise NotFound("no version is pinned yet", mend="run `jianbao theme retag` once")
    return from_json(content_of(desk.engine, name))


def _terms(rule: str) -> list[tuple[str, float]]:
    """Return the terms of `3: term, term; 2: term`, folded. Raises AskedWrongly."""
    from archive.errors import AskedWrongly
    from pipelines.themes.letters import fold

    terms: dict[str, float] = {}
    for part in rule.replace("；", ";").replace("：", ":").replace("，", ",").split(";"):
        weight, colon, words = part.partition(":")
        try:
            amount = float(weight)
        except ValueError:
            amount = 0.0
        if not colon or not amount > 0:
            raise AskedWrongly(
                f"'{part.strip()}' is no rule", mend="write weights with terms: '3: term, term; 2: term'"
            )
        terms.update((fold(word.strip()), amount) for word in words.split(",") if word.strip())
    return list(terms.items())


def _tell_trial(
    articles: int,
    found: Sequence[tuple[float, "StoredText"]],
    near: Sequence[tuple[float, "StoredText"]],
    *,
    hits: int,
    seed: int,
    as_json: bool,
) -> None:
    rng = random.Random(seed)  # noqa: S311 # chance that is the same every time, not a secret
    shown = rng.sample(list(found), min(hits, len(found)))
    missed = sorted(near, key=lambda pair: -pair[0])[:hits]
    months = Counter(one.published_on.strftime("%Y-%m") if one.published_on else "" for _, one in found)
    sources = Counter(one.source for _, one in found)
    if as_json:
        show.as_json(
            {
                "articles": articles,
                "hits": len(found),
                "near_misses": len(near),
                "by_month": dict(sorted(months.items())),
                "by_source": dict(sources.most_common()),
                "random_hits": [_line(pair) for pair in shown],
                "nearest_misses": [_line(pair) for pair in missed],
            }
        )
        return
    click.echo(f"{len(found)} of {articles} articles would be tagged, {len(near)} nearly")
    show.table(("month", "articles"), sorted(months.items()))
    show.table(("source", "articles"), sources.most_common())
    for heading, pairs in (("random hits", shown), ("near misses", missed)):
        if pairs:
            show.table(("score", "article", heading), [(f"{score:.1f}", one.id, one.title) for score, one in pairs])


def _line(pair: tuple[float, "StoredText"]) -> dict[str, Any]:
    return {"score": round(pair[0], 2), "article": pair[1].id, "title": pair[1].title}


def _most(terms: Counter[str]) -> str:
    return ", ".join(f"{term} {count}" for term, count in terms.most_common(3))
