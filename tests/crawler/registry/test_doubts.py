"""What is doubtful about source files that are well each."""

from pathlib import Path

import pytest

from crawler.config import PACKAGED_SOURCES
from crawler.registry import SourceFile, load_sources
from crawler.registry.doubts import doubts_of


def source(source_id: str, place: str = "", path: str = "home.yaml", **said: str) -> SourceFile:
    """A source of one feed."""
    start = (said.get("start", f"http://{source_id}.test/feed"),)
    name = said.get("name", source_id)
    return SourceFile(id=source_id, name=name, family="feed", start=start, place=place, path=path)


def test_packaged_sources_raise_no_doubts() -> None:
    """No address stands twice, every place is that of its folder, one of the gazetteer, and fits the name."""
    assert doubts_of(load_sources([PACKAGED_SOURCES]).all()) == []


@pytest.mark.parametrize("start", ["https://ONE.test/feed", "http://one.test/feed"])
def test_one_address_in_two_files_is_named(start: str) -> None:
    """Scheme and case of the host make no other address."""
    (doubt,) = doubts_of([source("one"), source("two", start=start)])
    assert doubt.endswith("one.test/feed is where one begins too")


@pytest.mark.parametrize(
    ("name", "place", "doubt"),
    [
        ("镇江日报", "cn-jiangsu-zhenjiang", ""),
        ("镇江日报", "cn-jiangsu-zhengjiang", "knows no place cn-jiangsu-zhengjiang; cn-jiangsu-zhenjiang is one"),
        ("镇江日报", "cn-jiangsu-yangzhou", "镇江日报 is of cn-jiangsu-zhenjiang, the place is cn-jiangsu-yangzhou"),
        ("镇江日报", "cn-jiangsu", "镇江日报 is of cn-jiangsu-zhenjiang, the place is cn-jiangsu"),
        ("丹阳日报", "cn-jiangsu-zhenjiang", ""),
        ("丹阳日报", "cn-jiangsu-zhenjiang-danyang", ""),
        ("陕西日报", "cn-shaanxi", ""),
        ("陕西日报", "cn-shanxi", "陕西日报 is of cn-shaanxi, the place is cn-shanxi"),
        ("三秦都市报", "cn-shaanxi-xian", ""),
        ("凉山日报", "cn-sichuan-liangshan", ""),
        ("Yomiuri", "jp-tokyo", ""),
    ],
)
def test_place_and_gazetteer_are_compared(name: str, place: str, doubt: str) -> None:
    """A place is one of GB/T 2260 by the pinyin of its names, and that of the city in the paper.s name."""
    found = doubts_of([source("a", place, name=name)])
    assert [one.endswith(doubt) for one in found] == ([True] if doubt else [])


def test_two_papers_of_one_name_and_place_are_named() -> None:
    """A name twice in one place is doubtful, in two places it is not."""
    papers = [source(f"p{n}", "cn-jiangsu-zhenjiang", name="晚报") for n in range(2)]
    assert len(doubts_of(papers)) == 1
    assert doubts_of([papers[0], source("p9", "cn-jiangsu-yangzhou", name="晚报")]) == []


@pytest.mark.parametrize(
    ("place", "folder", "doubts"),
    [
        ("cn-jiangsu-zhenjiang", "cn/jiangsu/zhenjiang", 0),
        ("cn-jiangsu-zhenjiang", "cn/jiangsu", 0),
        ("cn-jiangsu", "cn/zhejiang", 1),
        ("Jiangsu", "cn/jiangsu", 1),
    ],
)
def test_place_and_folder_are_compared(place: str, folder: str, doubts: int) -> None:
    """A file lies in the folder of its place or of one above it; what is no place is named."""
    path = str(Path("x/sources") / folder / "a.yaml")
    assert len(doubts_of([source("a", place, path)])) == doubts
