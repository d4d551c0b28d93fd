"""`jianbao crawl`: what the clock does, by hand."""

from collections.abc import Sequence
from datetime import date

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand
from scheduler.cli.types import DAY

EXAMPLE = """\
jianbao crawl zhenjiang-daily
jianbao crawl zhenjiang-daily --day 2024-02-20"""


@click.command(cls=NounCommand, example=EXAMPLE)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--day", type=DAY, help="Edition to crawl.  [default: the source's today]")
@click.option("--backfill", is_flag=True, help="Count it as fetching old news: mails nobody, changes no due time.")
@click.option("--no-alert", is_flag=True, help="Mail nothing of it. A first crawl and --backfill never mail.")
@click.option("--json", "as_json", is_flag=True, help="Print how each crawl ended as JSON.")
@pass_desk
def crawl(
    desk: Desk, *, sources: Sequence[str], day: date | None, backfill: bool, no_alert: bool, as_json: bool
) -> None:
    """Fetch what each SOURCE has published and store its articles.

    All sources are crawled at once, politely, in one process. What is known and old is not asked for again. Ctrl-C
    ends it well, a second one at once. `jianbao alert tell` mails afterwards what was stored as no news. Exits with 1
    when a crawl failed or was blocked.
    """
    from scheduler import orders
    from scheduler.crawling import Company
    from scheduler.stopping import until_signal

    company, kind = Company(), "backfill" if backfill else "crawl"
    alert = False if no_alert else None
    with until_signal(company.stop):
        ends = orders.crawl(desk.config, sources, now=desk.now, day=day, kind=kind, alert=alert, company=company)
    if as_json:
        show.as_json(ends)
    else:
        show.ends(ends)
    if any(end.outcome != "done" for end in ends):
        click.get_current_context().exit(1)
