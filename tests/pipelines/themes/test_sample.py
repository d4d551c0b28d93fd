"""The bars of the first issue on one real newspaper page: a report and a commentary on the same conference."""

from pathlib import Path

import pytest

from archive.records import Tag
from pipelines.themes import Tagger

REPORT_TITLE = "干出创新引领产业强市龙腾之势 交好“镇江很有前途”时代答卷"
COMMENTARY_TITLE = "坚持创新驱动 引领产业强市"


@pytest.fixture
def page(shared: Path) -> str:
    """The text of the page."""
    return (shared / "samples" / "zhenjiang-daily-2024-02-20.txt").read_text(encoding="utf-8")


@pytest.fixture
def report(page: str, bundled: Tagger) -> dict[str, Tag]:
    """The report's tags, best first."""
    text = page[page.index("本报讯") : page.index(COMMENTARY_TITLE)]
    return {tag.theme: tag for tag in bundled.tag(REPORT_TITLE, text).tags}


@pytest.fixture
def commentary(page: str, bundled: Tagger) -> dict[str, Tag]:
    """The commentary's tags, best first."""
    text = page[page.index(COMMENTARY_TITLE) + len(COMMENTARY_TITLE) :]
    return {tag.theme: tag for tag in bundled.tag(COMMENTARY_TITLE, text).tags}


@pytest.mark.shared
def test_report_is_about_innovation_and_industry(report: dict[str, Tag]) -> None:
    """The report's first theme is the city's innovation and industry strategy, with its two national themes next."""
    assert list(report)[:3] == ["zj-innovation-industry-strategy", "tech-innovation", "advanced-manufacturing"]


@pytest.mark.shared
def test_attendance_list_of_the_report_earns_nothing(report: dict[str, Tag]) -> None:
    """Courts, congress, consultative conference and colleges of the attendance list give no theme."""
    assert not {"rule-of-law", "legislature-consultation", "education", "discipline-anticorruption"} & set(report)


@pytest.mark.shared
def test_commentary_names_the_programmes(commentary: dict[str, Tag], report: dict[str, Tag]) -> None:
    """The 876 programme, the three steps and the business brand are themes of the commentary, not of the report."""
    programmes = {"zj-876-project", "zj-three-steps", "zj-business-brand"}

    assert programmes <= set(commentary)
    assert not programmes & set(report)
