"""`jianbao source new`, `try` and `freeze`: from an address to a source file, with a look at what it would bring."""

from __future__ import annotations

import json
import re
import tempfile
import threading
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from archive.errors import AskedWrongly
from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand
from scheduler.cli.types import COUNT, DAY
from scheduler.cli.words import said as words

if TYPE_CHECKING:  # imported when a command runs, so that `jianbao --help` stays quick
    from archive.records import Capture, Draft
    from crawler.registry import SourceFile
    from scheduler.trial import Trial

RANKING = ("edition", "govsite", "jsonapi", "feed", "sitemap", "listing")
"""Which offer is taken unless another is named: the most complete and exact first."""
EVERY = {"edition": "day at 06:40 Asia/Shanghai"}
EVERY_OTHER = "60 min"
SECTIONS = {"govsite": "gov"}
"""Section of a family's own keys, where it is not called like the family."""
PREVIEW = 5
SHOWN = ("title", "kicker", "subtitle", "published_on", "agency", "section", "kind", "text")
"""Fields of a frozen case that are written down; the test compares each on its own."""


@click.command("new", cls=NounCommand, example="jianbao source new https://news.example.org/ --id example-news")
@click.argument("url")
@click.option("--id", "source_id", default="", help="Id of the source.  [default: made from the host]")
@click.option("--name", default="", help="Name as printed.  [default: the host]")
@click.option("--place", default="", help="Where it is local to, such as cn-jiangsu-zhenjiang.")
@click.option("--offer", type=COUNT, help="Number of the offer to take.  [default: the best]")
@click.option("--yes", is_flag=True, help="Write the file without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print offers, preview and file as JSON; writes only with --yes.")
@pass_desk
def new(
    desk: Desk, *, url: str, source_id: str, name: str, place: str, offer: int | None, yes: bool, as_json: bool
) -> None:
    """Find out what a site offers, show what it would bring, and write the source file.

    Looks for editions, government lists, feeds, WordPress, sitemaps and lists; fetches a few articles for the preview;
    stores nothing.
    """
    from crawler.addresses import typed
    from scheduler import trial
    from scheduler.stopping import until_signal

    stop = threading.Event()
    with until_signal(stop):
        offers = _offers(trial.discover(desk.config, typed(url), stop=stop))
        if not as_json:
            rows = [(n, o["family"], o["start"], o["why"]) for n, o in enumerate(offers, 1)]
            show.table(("", *(words(desk.language, name) for name in ("family", "start", "seen"))), rows)
        chosen = _chosen(offers, offer)
        said = _said(chosen, url, source_id=source_id, name=name, place=place)
        target = _free_path(desk, said["id"])
        with tempfile.TemporaryDirectory(prefix="jianbao-new-") as folder:
            draft = Path(folder) / target.name
            draft.write_text(_yaml(said), encoding="utf-8")
            tried = trial.try_source(desk.config, _read(draft), now=desk.now, day=None, most=PREVIEW, stop=stop)
    if as_json:
        show.as_json({"offers": offers, "source": said, "preview": tried, "file": str(target), "written": yes})
    else:
        _show_trial(tried, desk.language)
    if not yes and (as_json or not click.confirm(f"write {target}?", err=True)):
        show.say("nothing written")
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_yaml(said), encoding="utf-8")
    show.say(f"{target} is written; `jianbao crawl {said['id']}` makes the first crawl")


@click.command("try", cls=NounCommand, example="jianbao source try zhenjiang-daily --day 2024-02-20")
@click.argument("source_id", metavar="SOURCE")
@click.option("--day", type=DAY, help="Edition or day to try.  [default: the source's today]")
@click.option("--most", default=30, show_default=True, type=click.IntRange(1, 1000), help="Articles fetched at most.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@pass_desk
def try_(desk: Desk, *, source_id: str, day: date | None, most: int, as_json: bool) -> None:
    """Crawl a source without storing anything: what would be stored, and why the rest would not.

    Exits with 1 when the crawl failed or was blocked.
    """
    from scheduler import trial
    from scheduler.stopping import until_signal

    stop = threading.Event()
    source = desk.registry().get(source_id)
    with until_signal(stop):
        tried = trial.try_source(desk.config, source, now=desk.now, day=day, most=most, stop=stop)
    if as_json:
        show.as_json(tried)
    else:
        _show_trial(tried, desk.language)
    if tried.outcome != "done":
        click.get_current_context().exit(1)


@click.command("freeze", cls=NounCommand, example="jianbao source freeze zhenjiang-daily URL --into cases --case photo")
@click.argument("source_id", metavar="SOURCE")
@click.argument("url")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="Folder.  [default: <home>/pages]")
@click.option("--case", default="case", show_default=True, help="Name of the case: what is special about the page.")
@click.option("--json", "as_json", is_flag=True, help="Print the folder and what is read as JSON.")
@pass_desk
def freeze(desk: Desk, *, source_id: str, url: str, into: Path | None, case: str, as_json: bool) -> None:
    """Keep a page with what is read from it today, so that a test notices when the readers change their mind.

    Writes page.html, page.json and expected.json; check expected.json by eye.
    """
    from crawler.addresses import typed
    from pipelines.understand import read
    from scheduler import trial
    from scheduler.stopping import until_signal

    stop = threading.Event()
    source = desk.registry().get(source_id)
    if not re.fullmatch(r"[\w-]+", case):
        raise AskedWrongly(f"'{case}' is no name of a case", mend="use letters, digits and hyphens")
    with until_signal(stop):
        capture = trial.fetch_one(desk.config, source, typed(url), stop=stop)
    found = read(trial.page_of(capture, source))
    expected = _expected(found[0]) if isinstance(found, tuple) else {"rejected": found.reason.value}
    folder = (into or desk.config.home / "pages") / source.id / case
    try:
        folder.mkdir(parents=True)
    except FileExistsError as error:
        raise AskedWrongly(f"{folder} exists", mend="name another --case, or remove the folder") from error
    (folder / "page.html").write_bytes(capture.body)
    _write_json(folder / "page.json", _known(capture, source))
    _write_json(folder / "expected.json", expected)
    if as_json:
        show.as_json({"folder": str(folder), "expected": expected})
    show.say(f"{folder} is written; check expected.json by eye")


def _offers(found: dict[str, Any]) -> list[dict[str, Any]]:
    offers = [one for one in found["offers"] if one["family"] in RANKING]
    if not offers:
        why = f": {found['trouble']}" if found.get("trouble") else ""
        raise AskedWrongly(
            f"nothing to collect was found at {found['url']}{why}",
            mend="give the address of a feed, a list page or an edition's front page",
        )
    return sorted(offers, key=lambda one: RANKING.index(one["family"]))


def _chosen(offers: list[dict[str, Any]], number: int | None) -> dict[str, Any]:
    if number is not None and number > len(offers):
        raise AskedWrongly(f"there is no offer {number}", mend=f"use a number from 1 to {len(offers)}")
    return offers[(number or 1) - 1]


def _said(chosen: dict[str, Any], url: str, *, source_id: str, name: str, place: str) -> dict[str, Any]:
    """Return what the source file says, in its order."""
    host = urlsplit(url).hostname or ""
    words = re.sub(r"[^a-z0-9]+", "-", host.removeprefix("www.").lower()).strip("-")
    family = chosen["family"]
    said: dict[str, Any] = {
        "id": source_id or (words if words[:1].isalpha() else f"site-{words}"),
        "name": name or host,
        "place": place,
        "family": family,
        "start": chosen["start"],
        "every": EVERY.get(family, EVERY_OTHER),
        SECTIONS.get(family, family): chosen["options"],
    }
    return {key: value for key, value in said.items() if value}


def _free_path(desk: Desk, source_id: str) -> Path:
    path = desk.config.home / "sources" / f"{source_id}.yaml"
    if path.exists() or source_id in {one.id for one in desk.registry().all()}:
        raise AskedWrongly(f"the id '{source_id}' is taken", mend="give another one with --id")
    return path


def _yaml(said: dict[str, Any]) -> str:
    import yaml

    text: str = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=1000)
    return text


def _read(path: Path) -> SourceFile:
    from crawler.registry.check import check_source
    from crawler.registry.read import read_source

    source = read_source(path)
    check_source(source)
    return source


def _show_trial(tried: Trial, language: str) -> None:
    if tried.rows:
        rows = [(row.day or "-", row.title or row.why_not, row.sentence or row.url) for row in tried.rows]
        headings = ("day", "title, or why not", "first sentence, or address")
        show.table([words(language, heading) for heading in headings], rows)
    ledger = tried.ledger
    kept = sum(not row.why_not for row in tried.rows)
    summary = words(language, "{source}: {outcome}; {found} found, {kept} would be stored")
    outcome = words(language, tried.outcome)
    show.say(summary.format(source=tried.source, outcome=outcome, found=ledger.discovered, kept=kept))
    for kind, counts in (("rejected", ledger.rejected), ("failed", ledger.failed)):
        for cause, count in sorted(counts.items()):
            show.say(f"{words(language, kind)}: {cause}: {count}")
    if tried.detail:
        show.say(tried.detail)


def _known(capture: Capture, source: SourceFile) -> dict[str, Any]:
    headers = {name.lower(): value for name, value in capture.headers}
    known = {
        "fetched_at": capture.fetched_at.isoformat(),
        "content_type": headers.get("content-type", ""),
        "url": capture.final_url,
        "source": source.id,
        "source_name": source.name,
    }
    return {**known, "hints": dict(capture.hints)} if capture.hints else known


def _expected(draft: Draft) -> dict[str, Any]:
    """Return the fields of a draft that say something, in the plain form of frozen cases."""
    shown = {name: show.plain(getattr(draft, name)) for name in SHOWN}
    shown["people"] = [[person.name, person.role.value, person.role_raw] for person in draft.people]
    return {name: value for name, value in shown.items() if value}


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
