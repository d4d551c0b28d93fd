"""What a whole result says, on the command line."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.scheduler.conftest import Newsroom, Ran

Jianbao = Callable[..., Ran]


@pytest.fixture
def filled(newsroom: Newsroom, jianbao: Jianbao, printed_page: Path) -> Jianbao:
    """The command line in a home with one imported article of 10 March 2026."""
    assert jianbao("import", str(printed_page), "--page", "A01").code == 0
    return jianbao


def test_facets_are_a_table(filled: Jianbao) -> None:
    """Each facet's values stand with their counts."""
    ran = filled("search", "创新", "--facets")

    assert ran.code == 0
    assert ["month", "2026-03", "1"] in [line.split() for line in ran.out.splitlines()]
    assert filled("search", "创新", "--facets", "--json").told["page"] == [{"value": "a1", "count": 1}]


def test_a_timeline_has_counts_shares_and_a_line(filled: Jianbao) -> None:
    """Each month has count, collected and share; a line of blocks and the total go to stderr."""
    ran = filled("search", "创新", "--timeline")

    assert ["2026-03", "1", "1", "100.00%"] in [line.split() for line in ran.out.splitlines()]
    assert "█  创新: 1 articles, 0 without a day" in ran.err
    assert filled("search", "创新", "--timeline", "--json").told[0]["total"] == 1


def test_timelines_side_by_side_name_their_queries(filled: Jianbao) -> None:
    """With --versus it is one table, whose first column says of which query each line is."""
    ran = filled("search", "创新", "--timeline", "--versus", "没有这个词")

    lines = [line.split() for line in ran.out.splitlines()]
    assert lines[0][:2] == ["query", "month"]
    assert ["创新", "2026-03", "1", "1", "100.00%"] in lines
    assert ["没有这个词", "2026-03", "0", "1", "0.00%"] in lines


def test_words_and_names_are_shown(filled: Jianbao) -> None:
    """Keyness says how many articles were read, the companions how many were counted."""
    assert "read 1 of 1 articles and 0 of 0 others" in filled("search", "创新", "--keyness").err
    assert "counted in 1 of 1 articles" in filled("search", "创新", "--together").err
    assert filled("search", "创新", "--keyness", "--json").told["terms"] == []
    assert filled("search", "创新", "--together", "--json").told["counted"] == 1


def test_a_plot_is_a_picture_of_all_queries(filled: Jianbao, tmp_path: Path) -> None:
    """--plot writes an SVG that names each query."""
    path = tmp_path / "found.svg"

    ran = filled("search", "创新", "--versus", "会议", "--plot", str(path))

    assert ran.code == 0
    root = ElementTree.parse(path).getroot()
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "创新 / 会议"


def test_a_plot_may_be_a_png(filled: Jianbao, tmp_path: Path) -> None:
    """--plot with .png draws PNG where the library is there; another ending is refused before anything is asked."""
    path, other = tmp_path / "found.png", tmp_path / "found.gif"
    pytest.importorskip("resvg_py")

    assert filled("search", "创新", "--plot", str(path)).code == 0
    assert path.read_bytes().startswith(b"\x89PNG")
    refused = filled("search", "创新", "--plot", str(other))
    assert refused.code == 2
    assert ".svg, .png" in refused.err


def test_a_query_is_frozen_and_asked_again(filled: Jianbao) -> None:
    """The first time keeps what is found, the second says what changed since, and keeps the first."""
    first = filled("search", "创新", "--freeze", "city")
    again = filled("search", "创新", "--freeze", "city")

    assert "froze 1 articles of 创新" in first.err
    assert "0 added, 0 withdrawn, 0 revised; 1 articles then, 1 now" in again.err
    assert filled("search", "创新", "--freeze", "city", "--json").told["added"] == []
    assert filled("search", "会议", "--freeze", "city").code == 2


def test_a_binary_form_is_written_as_it_is(filled: Jianbao, tmp_path: Path) -> None:
    """--export with .parquet writes a Parquet file beside its manifest."""
    pytest.importorskip("pyarrow")
    path = tmp_path / "found.parquet"

    assert filled("search", "创新", "--export", str(path)).code == 0
    assert path.read_bytes()[:4] == path.read_bytes()[-4:] == b"PAR1"
    assert (tmp_path / "found.parquet.manifest.json").exists()


def test_an_export_stands_beside_its_manifest(filled: Jianbao, tmp_path: Path) -> None:
    """The file holds every article, the manifest its digest and what was asked, and nothing unfinished is left."""
    path = tmp_path / "found.jsonl"

    ran = filled("search", "创新", "--export", str(path))

    assert ran.code == 0
    assert [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()] == [1]
    manifest = json.loads((tmp_path / "found.jsonl.manifest.json").read_text(encoding="utf-8"))
    assert (manifest["query"], manifest["articles"]) == ("创新", 1)
    assert (manifest["sha256"], manifest["size_bytes"]) == (sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
    assert not list(tmp_path.glob("*.part"))


def test_an_unknown_form_is_a_wrong_request(filled: Jianbao, tmp_path: Path) -> None:
    """A file whose ending says nothing is refused with the endings there are."""
    ran = filled("search", "创新", "--export", str(tmp_path / "found.doc"))

    assert ran.code == 2
    assert ".csl.json" in ran.err
