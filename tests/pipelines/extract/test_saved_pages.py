"""Real saved pages against their hand-made truth: one test a page and field.

How paragraphs are counted: the truth counts every non-empty paragraph of the page's body. A byline standing alone is
taken out of the text (it becomes people), and so are captions, credits and the line of the original title; the sum
of what was taken out and what stayed must be the truth's count.
"""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archive.records import Draft, Reason, Rejected, Role
from pipelines.items import FetchedPage, Hints
from pipelines.understand import read

pytestmark = pytest.mark.shared

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
DEV = SHARED / "pages" / "dev"

ROLES = {
    "记者": Role.REPORTER,
    "记者(整合)": Role.REPORTER,
    "通讯员": Role.CORRESPONDENT,
    "通讯员/摄影": Role.PHOTOGRAPHER,
    "评论员": Role.COMMENTATOR,
    "署名(文末)": Role.AUTHOR,
    "文/图": Role.AUTHOR,
}
HUBEI = [f"B_pad_hubeidaily_20230211_{number}" for number in (*range(211248, 211262), 211263)]
CHINESE = [
    "gov_trs_shanxi_20190918",
    "portal_163_20200229",
    "portal_cjddsb_20190923",
    "portal_cjn_20201004",
    "portal_people_20190615_p1of4",
]
PRINT_FIELDS = ["kicker", "subtitle", "page_no", "kind", "captions", "agency", "address"]
COUNTED = [*HUBEI, "gov_trs_shanxi_20190918", "portal_163_20200229", "portal_cjddsb_20190923", "portal_cjn_20201004"]


@cache
def truth_of(name: str) -> dict[str, Any]:
    """The hand-made truth of a page."""
    found: dict[str, Any] = json.loads((DEV / f"{name}.truth.json").read_text("utf-8"))
    return found


@cache
def read_saved(name: str, suffix: str = ".html") -> tuple[Draft, ...] | Rejected:
    """A saved page, read."""
    truth = truth_of(name)
    return read(
        FetchedPage(
            url=truth.get("url") or "http://saved.test/page.html",
            source="saved",
            source_name=truth.get("paper", ""),
            body=(DEV / f"{name}{suffix}").read_bytes(),
            fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    )


def draft_of(name: str) -> Draft:
    """The article on a saved page."""
    if not DEV.is_dir():
        pytest.skip("the measured data (../shared) is not beside this checkout")
    found = read_saved(name)
    assert isinstance(found, tuple), found
    return found[0]


def without_spaces(text: str) -> str:
    """A text without spaces: truth and page differ in those beside brackets."""
    return text.replace(" ", "")


@pytest.mark.parametrize("name", [*HUBEI, *CHINESE])
def test_title(name: str) -> None:
    """The headline is exact, a forced break in it one space."""
    assert draft_of(name).title == truth_of(name)["title"]


@pytest.mark.parametrize("name", [*HUBEI, *CHINESE])
def test_day(name: str) -> None:
    """The day of publication is exact."""
    assert str(draft_of(name).published_on) == truth_of(name)["date"][:10]


@pytest.mark.parametrize("name", [*HUBEI, *CHINESE])
def test_writers_and_roles(name: str) -> None:
    """Exactly the people who made the text are named, in order and role; editors do not count as writers."""
    people = [(person.name, person.role) for person in draft_of(name).people if person.role is not Role.EDITOR]

    assert people == [(author["name"], ROLES[author["role"]]) for author in truth_of(name)["authors"]]


@pytest.mark.parametrize("name", [*HUBEI, *CHINESE])
def test_text_begins_and_ends(name: str) -> None:
    """The text begins with the first and ends with the last words of the article."""
    draft, truth = draft_of(name), truth_of(name)

    assert without_spaces(draft.text).startswith(without_spaces(truth["body_starts"]))
    assert draft.text.endswith(truth["body_ends"])


@pytest.mark.parametrize("name", COUNTED)
def test_no_paragraph_is_lost(name: str) -> None:
    """What stayed in the text and what was taken out of it add up to the paragraphs of the page."""
    draft, truth = draft_of(name), truth_of(name)
    inside = len(draft.captions) + len(draft.credits) if name.startswith("portal_cjn") else 0

    taken_out = inside + bool(draft.original_title) + bool(truth.get("first_paragraph_is_byline"))

    assert len(draft.text.split("\n")) + taken_out == truth["paragraphs_nonempty"]


@pytest.mark.parametrize("name", HUBEI)
@pytest.mark.parametrize("field", PRINT_FIELDS)
def test_print_field(name: str, field: str) -> None:
    """What only print has is exact: kicker, subtitle, layout page, kind, captions; so are agency and address."""
    draft, truth = draft_of(name), truth_of(name)
    found = {
        "kicker": draft.kicker or None,
        "subtitle": draft.subtitle or None,
        "page_no": draft.placement.page_label if draft.placement else None,
        "kind": draft.kind.value,
        "captions": [caption.text for caption in draft.captions],
        "agency": draft.agency,
        "address": draft.url,
    }

    expected = truth | {"agency": truth["source_agency"], "address": truth["url"]}
    assert found[field] == expected[field]


def test_forced_break_is_kept_beside_the_title() -> None:
    """The raw title keeps the break that the joined one lost."""
    assert draft_of("B_pad_hubeidaily_20230211_211263").title_raw == "东贝电机\n产销两旺"


def test_government_page() -> None:
    """The Shanxi page gives its origin, column, moment and caption."""
    draft = draft_of("gov_trs_shanxi_20190918")

    assert (draft.agency, draft.section) == ("山西日报", "山西要闻")
    assert draft.published_at == datetime(2019, 9, 17, 22, 23, tzinfo=UTC)
    assert [caption.text for caption in draft.captions] == truth_of("gov_trs_shanxi_20190918")["captions"]


def test_reprint_keeps_its_original_title() -> None:
    """The retitled agency text names its first headline, its origin and its moment."""
    name = "portal_163_20200229"
    draft, truth = draft_of(name), truth_of(name)

    assert without_spaces(draft.original_title) == without_spaces(truth["original_title"])
    assert draft.agency == truth["source"]
    assert draft.published_at == datetime(2020, 2, 29, 10, 34, 31, tzinfo=UTC)


def test_credits_stand_apart_from_the_text() -> None:
    """Origin and editor lines behind the text are credits, and the editor is an editor."""
    draft = draft_of("portal_cjn_20201004")

    assert list(draft.credits) == truth_of("portal_cjn_20201004")["trailing_not_body"]
    assert [person.name for person in draft.people if person.role is Role.EDITOR] == ["姚昊"]


def test_editors_are_not_writers() -> None:
    """A page that names editors only has no writer."""
    people = draft_of("portal_people_20190615_p1of4").people

    assert [(person.name, person.role) for person in people] == [("汤诗瑶", Role.EDITOR), ("丁涛", Role.EDITOR)]


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("A1_stdaily_20230210_node_2", ".htm"),
        ("A1_ctnews_20171013_node_1.excerpt", ".htm"),
        ("govlist_trs_gansu_jyt", ".html"),
    ],
)
def test_list_is_no_article(shared: Path, name: str, suffix: str) -> None:
    """Layout pages and lists are rejected as such, whatever their address."""
    found = read_saved(name, suffix)

    assert isinstance(found, Rejected)
    assert found.reason is Reason.NOT_AN_ARTICLE


def test_the_printed_page_gives_exactly_two_articles(shared: Path) -> None:
    """The text copied out of print gives the report and the commentary, with triple, people, caption and credits."""
    file = shared / "samples" / "zhenjiang-daily-2024-02-20.txt"
    found = read(
        FetchedPage(
            url="file:///zhenjiang-daily-2024-02-20.txt",
            source="import",
            source_name="镇江日报",
            body=file.read_bytes(),
            fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
            hints=Hints(file_name=file.name),
        )
    )

    assert isinstance(found, tuple)
    report, comment = found
    assert report.kicker == "市委市政府召开创新引领产业强市大会"
    assert report.title == "干出创新引领产业强市龙腾之势 交好“镇江很有前途”时代答卷"
    assert report.subtitle == "马明龙讲话 徐曙海主持 李健郭建陈可可出席"
    assert [(person.name, person.role, person.role_raw) for person in report.people] == [
        ("胡建伟", Role.REPORTER, "记者")
    ]
    assert [(each.text, [p.name for p in each.people]) for each in report.captions] == [
        ("创新引领产业强市大会会场。", ["谢道韞", "范海罡"])
    ]
    assert len(report.text.split("\n")) == 7
    assert "“融合之路”,用“创新之水”" in report.text
    assert "加快构建产业化的创新服务链" in report.text
    assert comment.title == "坚持创新驱动 引领产业强市"
    assert [(p.name, p.role) for p in comment.people if p.role is not Role.VIDEO] == [
        ("镇江日报评论员", Role.COMMENTATOR)
    ]
    assert comment.credits == ("扫描二维码看精彩视频", "视频制作:曹源 盛林娟")
    assert len(comment.text.split("\n")) == 5
    assert comment.text.endswith("作出镇江贡献。")
