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


TWIN_TITLE = "坚定创新引领产业强市 答好新年必答题"
TWIN_REPORT = """3月4日，市委、市政府召开创新引领产业强市大会，推动科技创新和产业创新深度融合，加快发展新质生产力。
会议要求，强化企业创新主体地位，做强先进制造业，推动产业链与创新链融合。
市人大常委会、市政府、市政协领导，市中级人民法院院长、市检察院检察长，驻镇高校、职业学校负责同志参加会议。"""
TWIN_COMMENTARY = """加快推进“876”创新引领工程，聚焦“三步走”目标，到2030年建成长三角科技创新重要节点城市。
让“镇合意”名副其实，营商环境有规矩更有温度。"""


def test_report_in_the_same_manner_is_read_alike(bundled: Tagger) -> None:
    """A report written here has innovation and industry first, and its list of who attended earns nothing."""
    given = [tag.theme for tag in bundled.tag(TWIN_TITLE, TWIN_REPORT).tags]

    assert given[0] == "zj-innovation-industry-strategy"
    assert set(given[1:3]) == {"tech-innovation", "advanced-manufacturing"}
    assert not {"rule-of-law", "legislature-consultation", "education", "discipline-anticorruption"} & set(given)


def test_commentary_in_the_same_manner_names_the_programmes(bundled: Tagger) -> None:
    """A commentary written here has the 876 programme, the three steps, the business brand, and the wider themes."""
    given = {tag.theme for tag in bundled.tag("坚持创新驱动", TWIN_COMMENTARY).tags}

    assert {"zj-876-project", "zj-three-steps", "zj-business-brand"} <= given
    assert {"tech-innovation", "business-environment"} <= given
