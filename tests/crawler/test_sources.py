"""The directory of papers that comes with the program: complete, quick to load, each in its place."""

import re
import time
from collections import defaultdict
from pathlib import Path

import pytest

from crawler.addresses import day_in
from crawler.config import PACKAGED_SOURCES
from crawler.registry import load_sources
from crawler.registry.check import SAMPLE_DAY, fill_day
from crawler.registry.schema import SourceFile
from crawler.spiders.lines import line_of

ORIGIN = "as published 2022-23, not verified since"
OWN = {"zhenjiang-daily", "jingjiang-evening", "zhenjiang-government-papers"}
"""Written by hand for the first city."""
KIND_OF_PAPER = re.compile(r"(.{2,})(日报|晚报|晨报)")


@pytest.fixture(scope="module")
def packaged() -> tuple[SourceFile, ...]:
    """Every source file of the directory."""
    return load_sources([PACKAGED_SOURCES]).all()


@pytest.fixture(scope="module")
def papers(packaged: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
    """Those that are e-papers."""
    return tuple(source for source in packaged if source.family == "edition")


def test_directory_loads_and_checks_in_two_seconds() -> None:
    """At least 450 files are read and checked in under two seconds of computing."""
    begun = time.process_time()
    sources = load_sources([PACKAGED_SOURCES]).all()
    assert time.process_time() - begun < 2
    assert len(sources) >= 450


def test_no_address_is_crawled_twice(packaged: tuple[SourceFile, ...]) -> None:
    """No two sources begin at the same address, however protocol, www, case and a last slash are written."""
    owners = defaultdict(set)
    for source in packaged:
        for start in source.start:
            owners[start.partition("://")[2].removeprefix("www.").lower().rstrip("/")].add(source.id)
    assert [names for names in owners.values() if len(names) > 1] == []


def test_no_paper_is_listed_twice(papers: tuple[SourceFile, ...]) -> None:
    """No two files of one place have one name."""
    assert len({(source.place, source.name) for source in papers}) == len(papers)


def test_addresses_tell_line_and_day(papers: tuple[SourceFile, ...]) -> None:
    """Every template leads to a layout page of the line that the file names, on the day asked for."""
    for source in papers:
        for start in source.start:
            address = fill_day(start, SAMPLE_DAY)
            assert day_in(address) == SAMPLE_DAY, source.id
            assert source.edition.line in ("auto", line_of(address).name), source.id


def test_papers_of_one_city_lie_in_one_place(papers: tuple[SourceFile, ...]) -> None:
    """The daily, the evening and the morning paper that are called after one city have one place."""
    places = defaultdict(set)
    for source in papers:
        if found := KIND_OF_PAPER.fullmatch(source.name):
            places[found[1]].add(source.place)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_only_jiangsu_is_crawled_unasked(papers: tuple[SourceFile, ...]) -> None:
    """Papers elsewhere wait until someone enables them; those of the province run on their timetable."""
    for source in papers:
        assert source.enabled == source.place.startswith("cn-jiangsu"), source.id
        assert source.every, source.id


def test_every_file_says_where_it_is_from(packaged: tuple[SourceFile, ...]) -> None:
    """The first line of a file tells its origin; a source costs at most twenty lines."""
    for source in packaged:
        lines = Path(source.path).read_text(encoding="utf-8").splitlines()
        assert source.id in OWN or ORIGIN in lines[0], source.id
        assert len(lines) <= 20, source.id


def test_bureaus_of_zhenjiang_are_there(packaged: tuple[SourceFile, ...]) -> None:
    """Thirty bureaus beside the city government, each with its own host, none crawled unasked."""
    bureaus = [source for source in packaged if source.family == "listing" and source.id not in OWN]
    assert len(bureaus) == len({source.hosts for source in bureaus}) == 30
    assert not any(source.enabled for source in bureaus)
