"""`jianbao theme learn`: a layer of the taxonomy learned from the archive and from reviewers."""

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand
from scheduler.cli.types import COUNT

LEARNED = "learned.yaml"
"""Its file in the home folder's `themes`; the one before is kept beside it as `learned.yaml.before`."""


@click.command("learn", cls=NounCommand, example="jianbao theme learn --sample 20000")
@click.option("--sample", default=20_000, show_default=True, type=COUNT, help="Newest articles to label.")
@click.option("--dry-run", is_flag=True, help="Say what it is worth, and write nothing.")
@click.option("--back", is_flag=True, help="Put the layer before the last one in its place again.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@pass_desk
def learn(desk: Desk, *, sample: int, dry_run: bool, back: bool, as_json: bool) -> None:
    """Learn further terms for the themes, and write them as a layer that a person can review.

    The rules label the newest articles, decisions of reviewers override them, and a linear model finds what tells the
    themes apart. A layer whose F1 on the decisions, each judged unseen, is below that of the present rules is refused.
    The layer stands in `themes/learned.yaml` of the home folder; `jianbao theme retag` puts it in force, `--back` and
    another retag take it out again.
    """
    from pipelines.themes import home_layers, load_taxonomy
    from pipelines.themes.learning import as_layer
    from scheduler.theme_learning import learn_from

    path = desk.config.home / "themes" / LEARNED
    kept = path.with_suffix(".yaml.before")
    if back:
        if kept.exists():
            kept.replace(path)
        else:
            path.unlink(missing_ok=True)
        click.echo("the layer before is back; `jianbao theme retag` puts it in force")
        return
    own = home_layers(desk.config.home)
    base = load_taxonomy([one for one in own if one.name != LEARNED])
    lesson = learn_from(desk.engine, base, load_taxonomy(own), sample=sample)
    terms = sum(map(len, lesson.learned.values()))
    if not dry_run:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.replace(kept)
        path.write_text(as_layer(lesson.learned, desk.now.strftime("%Y-%m-%d %H:%M")), encoding="utf-8")
        load_taxonomy(home_layers(desk.config.home))
    if as_json:
        show.as_json(lesson)
        return
    examples = f"{lesson.articles} articles and {lesson.decided} decisions"
    click.echo(f"{terms} terms for {len(lesson.learned)} themes from {examples}")
    click.echo(f"F1 on the decisions: {lesson.before:.3f} before, {lesson.after:.3f} with them")
    if not dry_run:
        click.echo(f"written to {path}; review it, then `jianbao theme retag`")
