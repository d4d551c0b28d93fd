"""`jianbao replay`: a crawl of saved pages."""

from pathlib import Path

import click

from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounCommand


@click.command(cls=NounCommand, example="jianbao replay saved-pages/")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--source", default="", help="Source whose selectors are used and which the articles belong to.")
@click.option("--json", "as_json", is_flag=True, help="Print how the crawl ended as JSON.")
@pass_desk
def replay(desk: Desk, *, folder: Path, source: str, as_json: bool) -> None:
    """Crawl a folder of saved pages under their real addresses.

    The pages are served on loopback; nothing is asked of the web and nobody is mailed. Where a page is from is told by
    manifest.json, by NAME.page.json beside it, or by the page itself.
    """
    from scheduler import orders
    from scheduler.crawling import Company
    from scheduler.stopping import until_signal

    company = Company()
    with until_signal(company.stop):
        ends = orders.replay(desk.config, folder, now=desk.now, source=source, company=company)
    if as_json:
        show.as_json(ends)
    else:
        show.ends(ends)
    if any(end.outcome != "done" for end in ends):
        click.get_current_context().exit(1)
