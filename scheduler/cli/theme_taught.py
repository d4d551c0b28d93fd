"""`jianbao theme taught`: codes of any scheme for stored articles, learned from texts that people coded."""

from pathlib import Path

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand
from scheduler.cli.types import COUNT

COLUMNS = ("article", "code", "score", "words", "title")


@click.command("taught", cls=NounCommand, example="jianbao theme taught cap-coded.csv --limit 200 --json")
@click.argument("coded", metavar="CODED.CSV", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--limit", default=50, show_default=True, type=COUNT, help="Newest articles to code.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_desk
def taught(desk: Desk, *, coded: Path, limit: int, as_json: bool) -> None:
    """Learn codes from coded texts (columns title, text, codes) and propose one for each of the newest articles.

    It first says how well a coder taught by the first four fifths of the file codes the last. A score above 0 speaks
    for the code; the words are those that speak most for it. Nothing is stored: tags stay as they are. Needs the
    extra `learn`.
    """
    from archive.themes.texts import newest_texts
    from pipelines.themes.coder import learn_codes
    from scheduler.coded_texts import read_coded, try_codes

    examples = read_coded(coded)
    coder = learn_codes(examples)
    if trial := try_codes(examples):
        show.say(
            f"on the last {trial.texts} texts, taught by those before: {trial.right:.0%} right, macro-F1 "
            f"{trial.macro_f1:.2f}"
        )
    else:
        show.say("too few texts to say how good it is")
    found = []
    for one in newest_texts(desk.engine, limit=limit):
        code, score, words = coder.best(one.title, one.text)
        found.append((one.id, code, round(score, 4), words, one.title))
    if as_json:
        show.as_json([dict(zip(COLUMNS, row, strict=True)) for row in found])
        return
    rows = [(number, code, score, "、".join(words), title) for number, code, score, words, title in found]
    show.table(COLUMNS, rows)
