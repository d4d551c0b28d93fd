"""`jianbao theme accept|reject|add|undo|log|queue|code|agree`: what people decide about themes."""

import getpass
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand
from scheduler.cli.types import COUNT, NUMBER

if TYPE_CHECKING:  # imported on demand, so that `--help` is quick
    from archive.themes import Reviewed, Verdict


@click.command("accept", cls=NounCommand, example="jianbao theme accept 1 tech-innovation")
@click.argument("number", metavar="ARTICLE", type=NUMBER)
@click.argument("theme_id", metavar="THEME")
@click.option("--note", default="", help="Why, for whoever reads the log.")
@click.option("--by", default="", help="Who decides this.  [default: the user of this machine]")
@click.option("--json", "as_json", is_flag=True, help="Print the decision as JSON.")
@pass_desk
def accept(desk: Desk, *, number: int, theme_id: str, note: str, by: str, as_json: bool) -> None:
    """Confirm that a theme of an article is right, for good.

    The theme stays, whatever later rules say, and the learner takes it as an example. Nobody gets a letter for it.
    """
    from archive.themes import Verdict

    _tell(_decide(desk, number, theme_id, Verdict.ACCEPT, note, by), as_json=as_json)


@click.command("reject", cls=NounCommand, example="jianbao theme reject 1 sports --note 'only a stadium'")
@click.argument("number", metavar="ARTICLE", type=NUMBER)
@click.argument("theme_id", metavar="THEME")
@click.option("--note", default="", help="Why, for whoever reads the log.")
@click.option("--by", default="", help="Who decides this.  [default: the user of this machine]")
@click.option("--json", "as_json", is_flag=True, help="Print the decision as JSON.")
@pass_desk
def reject(desk: Desk, *, number: int, theme_id: str, note: str, by: str, as_json: bool) -> None:
    """Take a wrong theme off an article, for good.

    No later crawl, reread or retag brings it back; `jianbao theme undo` does. Searches stop finding it at once.
    """
    from archive.themes import Verdict

    _tell(_decide(desk, number, theme_id, Verdict.REJECT, note, by), as_json=as_json)


@click.command("add", cls=NounCommand, example="jianbao theme add 1 housing")
@click.argument("number", metavar="ARTICLE", type=NUMBER)
@click.argument("theme_id", metavar="THEME")
@click.option("--note", default="", help="Why, for whoever reads the log.")
@click.option("--by", default="", help="Who decides this.  [default: the user of this machine]")
@click.option("--json", "as_json", is_flag=True, help="Print the decision as JSON.")
@pass_desk
def add(desk: Desk, *, number: int, theme_id: str, note: str, by: str, as_json: bool) -> None:
    """Give an article a theme that the rules missed, for good.

    Searches find it at once; subscribers are not mailed for it.
    """
    from archive.themes import Verdict

    _tell(_decide(desk, number, theme_id, Verdict.ADD, note, by), as_json=as_json)


@click.command("undo", cls=NounCommand, example="jianbao theme undo 1 sports")
@click.argument("number", metavar="ARTICLE", type=NUMBER)
@click.argument("theme_id", metavar="THEME")
@click.option("--by", default="", help="Who decides this.  [default: the user of this machine]")
@click.option("--json", "as_json", is_flag=True, help="Print the decision as JSON.")
@pass_desk
def undo(desk: Desk, *, number: int, theme_id: str, by: str, as_json: bool) -> None:
    """Take a decision on a theme back: what the rules say holds again.

    The decision stays in the log, with who took it back.
    """
    from archive.themes import undo as take_back

    _tell(take_back(desk.engine, number, theme_id, reviewer=by or person(), now=desk.now), as_json=as_json)


@click.command("log", cls=NounCommand, example="jianbao theme log --limit 20")
@click.option("--article", "number", type=NUMBER, help="Only those of one article.")
@click.option("--limit", default=50, show_default=True, type=COUNT, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_desk
def log(desk: Desk, *, number: int | None, limit: int, as_json: bool) -> None:
    """List what reviewers decided, the newest first."""
    from archive.themes import corrections

    found = corrections(desk.engine, article_id=number, limit=limit)
    if as_json:
        show.as_json(found)
        return
    rows = [
        (one.at.isoformat(timespec="minutes"), one.reviewer, one.verdict, one.article_id, one.theme, one.undone_by)
        for one in found
    ]
    show.table(("at", "who", "verdict", "article", "theme", "taken back by"), rows)


@click.command("queue", cls=NounCommand, example="jianbao theme queue --theme housing --limit 10")
@click.option("--theme", "theme_id", default="", metavar="THEME", help="Only tags of one theme.")
@click.option("--limit", default=20, show_default=True, type=COUNT, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_desk
def queue(desk: Desk, *, theme_id: str, limit: int, as_json: bool) -> None:
    """List the tags that the rules are least sure of, for a person to decide.

    Fifty decisions on the least sure teach as much as three hundred at random.
    """
    from archive.themes.queue import least_sure

    found = least_sure(desk.engine, theme=theme_id, limit=limit)
    if as_json:
        show.as_json(found)
    else:
        show.table(
            ("article", "theme", "score", "sure", "title"),
            [(one.article_id, one.theme, f"{one.score:.2f}", f"{one.confidence:.0%}", one.title) for one in found],
        )


@click.command("code", cls=NounCommand, example="jianbao theme code --coder wang 1 housing talent")
@click.argument("number", metavar="[ARTICLE]", type=NUMBER, required=False)
@click.argument("theme_ids", metavar="[THEME]...", nargs=-1)
@click.option("--coder", required=True, help="Who codes.")
@click.option("--json", "as_json", is_flag=True, help="Print the coding, or the article to code, as JSON.")
@pass_desk
def code(desk: Desk, *, number: int | None, theme_ids: Sequence[str], coder: str, as_json: bool) -> None:
    """Give an article all its themes without seeing anybody's choice, to measure how far coders agree.

    Without ARTICLE it prints the next one to code: text only, no themes. No THEME behind ARTICLE means that none
    fits. Codings change no tag.
    """
    from archive import read
    from archive.errors import NotFound
    from archive.themes import codings

    if number is not None:
        coded = codings.code(desk.engine, number, theme_ids, coder=coder, now=desk.now)
        if as_json:
            show.as_json(coded)
            return
        click.echo(f"article {number}: {', '.join(coded.themes) or 'no theme'} ({coder})")
        return
    waiting = codings.next_to_code(desk.engine, coder)
    if waiting is None:
        raise NotFound(f"nothing waits for {coder}", mend="crawl or import articles about policy first")
    article = read.article(desk.engine, waiting)
    if as_json:
        show.as_json({"article_id": article.id, "title": article.title, "text": article.text})
        return
    click.echo(f"{article.id}  {article.title}\n\n{article.text}")


@click.command("agree", cls=NounCommand, example="jianbao theme agree")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@pass_desk
def agree(desk: Desk, *, as_json: bool) -> None:
    """Tell how far blind coders agree: Krippendorff's alpha, over all themes and for each.

    1 is full agreement, 0 what chance gives. Below 0.667 no conclusion should rest on the coding.
    """
    from archive.themes import codings

    found = codings.agreement(codings.codings(desk.engine))
    if as_json:
        show.as_json(found)
        return
    if found.alpha is None:
        show.say("nothing to compare yet: two coders must code the same articles (`jianbao theme code`)")
        return
    click.echo(f"alpha {found.alpha:.4f} over {found.articles} articles of {', '.join(found.coders)}")
    if found.alpha < codings.LEAST_ALPHA:
        show.say(f"below {codings.LEAST_ALPHA}: mend the definitions of the themes before coding on")
    rows = [(theme, "-" if alpha is None else f"{alpha:.3f}") for theme, alpha in found.by_theme.items()]
    show.table(("theme", "alpha"), rows)


def person() -> str:
    """The user of this machine, for the record."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        return "someone"


def _decide(desk: Desk, number: int, theme_id: str, verdict: "Verdict", note: str, by: str) -> "Reviewed":
    from archive.themes import decide

    return decide(desk.engine, number, theme_id, verdict, reviewer=by or person(), now=desk.now, note=note)


def _tell(one: "Reviewed", *, as_json: bool) -> None:
    if as_json:
        show.as_json(one)
        return
    taken_back = f", taken back by {one.undone_by}" if one.undone_at else ""
    click.echo(f"article {one.article_id}: {one.verdict} {one.theme} ({one.reviewer}{taken_back})")
