"""Reading source files: everything stays text until our schema types it, errors name file, line and mend."""

from datetime import date
from pathlib import Path

import pytest

from archive.errors import SourceError
from crawler.registry.read import read_source
from crawler.registry.schema import SourceFile

PLAIN = "id: yunjiang-daily\nname: 云江日报\nfamily: edition\nstart: http://paper.test/{day:%Y-%m/%d}/node_1.htm\n"


def read(folder: Path, text: str) -> SourceFile:
    """Read a source file with this text."""
    path = folder / "paper.yaml"
    path.write_text(text, encoding="utf-8")
    return read_source(path)


def test_scalars_become_what_the_schema_says(tmp_path: Path) -> None:
    """Numbers, yes and no, days and lists are typed; one value stands for a list of one."""
    source = read(
        tmp_path,
        PLAIN + "rank: 010\nenabled: NO\ndelay_s: 1.5\nhosts: paper.test\nlisting:\n  max_pages: 3\n"
        "read:\n  - since: 2019-01-01\n    title: h1\n    body: ['#ozoom p', .text]\n",
    )
    assert (source.rank, source.enabled, source.delay_s, source.hosts) == (10, False, 1.5, ("paper.test",))
    assert (source.listing.max_pages, source.edition.line) == (3, "auto")
    assert source.read[0].since == date(2019, 1, 1)
    assert source.read[0].body == ("#ozoom p", ".text")


def test_yaml_one_point_one_traps_stay_text(tmp_path: Path) -> None:
    """`16:40`, `NO` and `011` are text where text is meant."""
    source = read(tmp_path, PLAIN + "place: NO\nlanguage: 011\nedition:\n  published_at: 16:40\n")
    assert (source.place, source.language, source.edition.published_at) == ("NO", "011", "16:40")


@pytest.mark.parametrize(
    ("text", "wrong", "mend"),
    [
        (PLAIN.replace("family", "famliy"), ":3: unknown key 'famliy'", "write 'family'"),
        (PLAIN + "listing:\n  pages: 3\n", ":6: unknown key 'pages'", "write 'max_pages'"),
        (PLAIN + "rank: high\n", ":5: rank: 'high' is not a whole number", "write a whole number"),
        (PLAIN + "enabled: maybe\n", ":5: enabled: 'maybe' is not yes or no", "write yes or no"),
        (PLAIN + "name: again\n", ":5: 'name' is written twice", "keep one of the two lines"),
        (PLAIN + "rank: [1, 2]\n", ":5: 'rank' takes one value", "write 'rank: ...' on one line"),
        (PLAIN + "edition: founder\n", ":5: keys are expected here", "use: line, calendar"),
        ("name: x\nfamily: feed\nstart: http://a.test\n", ":1: 'id' is missing", "add a line 'id: ...'"),
        ("- a\n- b\n", ":1: a source file is a list of keys", "begin with 'id:'"),
        ("", ":1: a source file is a list of keys", "begin with 'id:'"),
        (PLAIN + "place: 'open\n", "while scanning", "check indentation"),
        (PLAIN + "path: /etc/passwd\n", ":5: unknown key 'path'", "use one of"),
    ],
)
def test_mistakes_name_line_and_mend(tmp_path: Path, text: str, wrong: str, mend: str) -> None:
    """Each mistake is told with the file, the line and what to write."""
    with pytest.raises(SourceError) as caught:
        read(tmp_path, text)
    assert caught.value.wrong.startswith(str(tmp_path / "paper.yaml"))
    if "while" not in wrong:
        assert wrong in caught.value.wrong
    assert caught.value.mend.startswith(mend)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A file in another character set than UTF-8 is an error that says so."""
    path = tmp_path / "paper.yaml"
    path.write_bytes("id: 云江".encode("gb18030"))
    with pytest.raises(SourceError, match="cannot be read"):
        read_source(path)
