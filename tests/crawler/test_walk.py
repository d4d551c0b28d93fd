"""The stretches of days of a walk, and the walk itself."""

from datetime import date

import pytest

from archive.errors import AskedWrongly
from crawler.walk import Step, read_steps
from tests.crawler.conftest import Home
from tests.crawler.site import STORIES, Site, publish_new_line

DAY = date(2024, 2, 20)


def test_steps_are_days_and_stretches() -> None:
    """A day alone and a stretch with both ends are read in the order written."""
    assert read_steps("2024-02-20, 2024-01-01..2024-01-31") == (
        Step(day=DAY, until=DAY),
        Step(day=date(2024, 1, 1), until=date(2024, 1, 31)),
    )


@pytest.mark.parametrize("text", ["", "2024-02-20,", "2024-02-20..2024-02-19", "..2024-02-19"])
def test_what_is_no_stretch_is_refused(text: str) -> None:
    """An empty part and an end before its beginning are refused with the way to write it."""
    with pytest.raises(AskedWrongly, match="no stretch of days"):
        read_steps(text)


def test_each_step_is_a_run_of_its_own(site: Site, home: Home) -> None:
    """Two days are crawled one after the other in one process, each with its line, its run and its account."""
    publish_new_line(site, "/YJRB", DAY, {"01": ("要闻", STORIES[:3])})
    front = f"{site.address}/YJRB/layout/{{day:%Y%m}}/{{day:%d}}/node_01.html"
    home.source("daily", f'name: 云江日报\nfamily: edition\nstart: "{front}"\n')

    walked = home.run("--kind", "backfill", "--walk", "2024-02-21,2024-02-20", "daily")

    assert walked.code == 0, walked.stderr
    assert [(told["day"], told["outcome"], told["ledger"]["stored"]) for told in walked.told] == [
        ("2024-02-21", "done", 0),
        ("2024-02-20", "done", 3),
    ]
    assert len({told["run"] for told in walked.told}) == 2


def test_a_wall_ends_the_walk(site: Site, home: Home) -> None:
    """After a wall the days before it are not asked for."""
    wall = "<script>document.cookie='__jsl_clearance_s=1'</script>"
    site.say("/YJRB/layout/202402/21/node_01.html", wall, status=521)
    front = f"{site.address}/YJRB/layout/{{day:%Y%m}}/{{day:%d}}/node_01.html"
    home.source("daily", f'name: 云江日报\nfamily: edition\nstart: "{front}"\n')

    walked = home.run("--kind", "backfill", "--walk", "2024-02-21,2024-02-20", "daily")

    assert [told["outcome"] for told in walked.told] == ["blocked"]
    assert site.paths() == ["/YJRB/layout/202402/21/node_01.html"]
