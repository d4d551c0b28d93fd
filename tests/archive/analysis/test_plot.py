"""Timelines as pictures."""

import sys
from xml.etree import ElementTree

import pytest
from sqlalchemy import Engine

from archive.analysis import as_png, compare, plot, sparkline, timeline
from archive.errors import AskedWrongly

SVG = "{http://www.w3.org/2000/svg}"


def test_sparkline_is_high_where_there_is_most(library: Engine) -> None:
    """The fullest month is a full block, the month not collected a dot, the other something between."""
    assert sparkline(timeline(library, "二桥").points) == "█·▃"


def test_picture_is_readable_xml_that_names_its_queries(library: Engine) -> None:
    """The SVG parses, has a title and a description, a line and a legend for each query, and a mark on the gap."""
    found = compare(library, ["二桥 -<x>", "棋院"])

    root = ElementTree.fromstring(plot(found.timelines))

    assert root.findtext(f"{SVG}title") == "二桥 -x / 棋院"
    assert "二桥 -x: 6 articles" in str(root.findtext(f"{SVG}desc"))
    assert len({path.get("stroke-dasharray") for path in root.iter(f"{SVG}path") if path.get("stroke-width")}) == 2
    assert [title.text for title in root.iter(f"{SVG}title")][1:] == ["2026-02: nothing collected"]


def test_a_line_is_broken_where_nothing_was_collected(library: Engine) -> None:
    """The line of the share begins anew behind the gap."""
    root = ElementTree.fromstring(plot([timeline(library, "二桥")], share=True))

    line = next(path for path in root.iter(f"{SVG}path") if path.get("stroke-linecap"))
    assert str(line.get("d")).count("M") == 2


def test_an_empty_timeline_can_be_drawn(library: Engine) -> None:
    """Nothing found is a picture without a line."""
    ElementTree.fromstring(plot([timeline(library, "没有这个词")]))


def test_a_picture_becomes_png(library: Engine) -> None:
    """The PNG is twice as wide as the SVG's own units."""
    pytest.importorskip("resvg_py")
    drawn = as_png(plot([timeline(library, "二桥")]))

    assert drawn.startswith(b"\x89PNG")
    assert int.from_bytes(drawn[16:20], "big") == 1600


def test_without_the_library_no_png_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where resvg-py is missing, the error says what to install."""
    monkeypatch.setitem(sys.modules, "resvg_py", None)

    with pytest.raises(AskedWrongly, match="resvg-py is not installed") as refused:
        as_png("<svg/>")

    assert "jianbao[pictures]" in refused.value.mend
