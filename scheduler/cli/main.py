"""The command line `jianbao`: the list of commands, the options before the noun, and how errors are told.

Every command only orders; the work is in `scheduler.orders` and in the floors below.
"""

import itertools
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import click

from archive.errors import JianbaoError
from scheduler.cli import logs
from scheduler.cli.desk import Desk
from scheduler.cli.lazy import Lazy, LazyGroup

COMMANDS = {
    "demo": Lazy("scheduler.cli.demo:demo", "Show the whole house at work on a miniature world, offline."),
    "init": Lazy("scheduler.cli.init:init", "Write a commented jianbao.toml into the home folder."),
    "crawl": Lazy("scheduler.cli.crawl:crawl", "Fetch what each SOURCE has published and store its articles."),
    "backfill": Lazy("scheduler.cli.backfill:backfill", "Fetch what SOURCE published in the past, newest day first."),
    "import": Lazy("scheduler.cli.imports:import_", "Read saved pages and texts from FILEs into the archive."),
    "replay": Lazy("scheduler.cli.replay:replay", "Crawl a folder of saved pages under their real addresses."),
    "read": Lazy(
        "scheduler.cli.read:read",
        "Read one page and show each field with how it was read and how sure that is; nothing is stored.",
    ),
    "reread": Lazy("scheduler.cli.reread:reread", "Read kept captures again with today's readers."),
    "run": Lazy("scheduler.cli.run:run", "Start the clock: crawl each source when due, match, mail."),
    "worker": Lazy("scheduler.cli.worker:worker", "Do what the leading clock hands out: crawl, match, mail."),
    "pause": Lazy("scheduler.cli.pausing:pause", "Let no clock begin a crawl until `jianbao resume`."),
    "resume": Lazy("scheduler.cli.pausing:resume", "Let the clocks crawl again what is due, after `jianbao pause`."),
    "desk": Lazy("scheduler.cli.desk_link:desk", "Print a link to the pages that change the archive."),
    "serve": Lazy("scheduler.cli.serve:serve", "Serve the search page to browsers."),
    "status": Lazy("scheduler.cli.status:status", "Show each source's state, last run and next due time."),
    "search": Lazy("scheduler.cli.search:search", "Find articles, each with the sentence that matched."),
    "article": Lazy("scheduler.cli.article:article", "Show stored articles and their revisions."),
    "review": Lazy("scheduler.cli.review:review", "Look at articles that were read with doubt, and settle it."),
    "cluster": Lazy("scheduler.cli.cluster:cluster", "Show, split, merge and rebuild duplicate clusters."),
    "source": Lazy("scheduler.cli.source:source", "List, check and switch sources."),
    "target": Lazy("scheduler.cli.target:target", "Show what the news promised, by year."),
    "person": Lazy("scheduler.cli.person:person", "Show who held which office when, as the news printed it."),
    "theme": Lazy("scheduler.cli.theme:theme", "Show the policy themes and why an article has them."),
    "alert": Lazy("scheduler.cli.alert:alert", "Mail readers what newly matches their queries."),
    "subscriber": Lazy("scheduler.cli.subscriber:subscriber", "Show who has alerts, change how, or forget a reader."),
    "capture": Lazy("scheduler.cli.capture:capture", "Show and verify the bytes as they were fetched."),
    "db": Lazy("scheduler.cli.db:db", "Care for the database: tables, index, consistency."),
    "doctor": Lazy("scheduler.cli.doctor:doctor", "Examine the installation and say how to mend it."),
}


LANGUAGE = "Of the names of themes, of `run show`, and of `source check`, `new` and `try`."


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Folder of all state and jianbao.toml.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help=LANGUAGE)
@click.option("--log-level", type=click.Choice(logs.LEVELS), default="warning", show_default=True, help="To stderr.")
@click.option("--log-json", is_flag=True, help="Log as JSON, one object a line.")
@click.option("--debug", is_flag=True, help="Show tracebacks of unexpected errors.")
@click.version_option(package_name="jianbao", message="%(version)s")
@click.pass_context
def jianbao(
    ctx: click.Context, *, home: Path | None, language: str, log_level: str, log_json: bool, debug: bool
) -> None:
    """Collect local news on schedule, keep it provable and searchable, mail what matches."""
    logs.set_up(level=log_level, as_json=log_json, traceback=debug)
    desk = Desk(home=home, language=language, debug=debug)
    ctx.obj = desk
    ctx.call_on_close(desk.close)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code: 0 done, 1 failed, 2 wrongly asked."""
    if arguments is None:
        sys.excepthook = tell_unexpected
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        _check_encoding(given)
        code = jianbao.main(given, prog_name="jianbao", standalone_mode=False)
    except click.UsageError as error:
        return _asked_wrongly(error)
    except click.ClickException as error:
        click.echo(f"error: {error.format_message()}", err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped by hand", err=True)
        return 1
    except BrokenPipeError:
        return 0  # the reader (head, less) has seen enough
    except JianbaoError as error:
        tell(error)
        return error.exit_code
    return code if isinstance(code, int) else 0


def _check_encoding(given: Sequence[str]) -> None:
    # Bytes that are no text reach Python as lone surrogates, which no database and no file takes.
    for word in given:
        if not word.isprintable() and any("\ud800" <= char <= "\udfff" for char in word):
            raise click.UsageError(f"{word!r} is not UTF-8\nmend:  write it in UTF-8, or set LANG=C.UTF-8")


def tell(error: JianbaoError) -> None:
    """Write what is wrong and the mend to stderr."""
    click.echo(f"error: {error.wrong}", err=True)
    if error.mend:
        click.echo(f"mend:  {error.mend}", err=True)


def _asked_wrongly(error: click.UsageError) -> int:
    click.echo(f"error: {error.format_message()}", err=True)
    if error.ctx is not None and "mend:" not in error.message:
        click.echo(f"mend:  see {error.ctx.command_path} --help", err=True)
    return 2


def tell_unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say in one sentence what happened, and keep the traceback in the home folder; Python then exits with 1."""
    from archive.config import load_config

    given = sys.argv[1:]
    if "--debug" in given:
        sys.__excepthook__(kind, error, trace)
    home = next((Path(value) for flag, value in itertools.pairwise(given) if flag == "--home"), None)
    try:
        kept = logs.keep_error(load_config(home).home, error)
        mend = f"report it with the last lines of {kept}"
    except (JianbaoError, OSError):
        mend = "run it again with --debug and report what it prints"
    said = " ".join(str(error).split())
    click.echo(f"error: something unexpected happened ({kind.__name__}: {said})", err=True)
    click.echo(f"mend:  {mend}", err=True)


if __name__ == "__main__":
    sys.exit(main())
