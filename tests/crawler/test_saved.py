"""Saved pages and the addresses they came from."""

import json
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from archive.errors import AskedWrongly
from crawler.saved import SavedSite, find_pages

ENGINE = "<html><!--enpproperty <articleid>7</articleid><url>http://paper.test/pc/content_7.html</url>/enpproperty-->"


def urls(folder: Path) -> dict[str, str]:
    """File name → address of the pages of a folder."""
    return {page.path.name: page.url for page in find_pages(folder)}


def test_manifest_above_the_folder_names_addresses(tmp_path: Path) -> None:
    """A manifest in the folder above counts, and what it says comes before what the page says."""
    folder = tmp_path / "dev"
    folder.mkdir()
    (folder / "a.html").write_text(ENGINE, encoding="utf-8")
    rows = [{"file": "dev/a.html", "url": "http://paper.test/a.html?div=-1"}, {"file": "x"}, "noise"]
    (tmp_path / "manifest.json").write_text(json.dumps(rows), encoding="utf-8")
    assert urls(folder) == {"a.html": "http://paper.test/a.html"}


def test_file_beside_the_page_names_its_address(tmp_path: Path) -> None:
    """`<name>.page.json` gives the address of one page."""
    (tmp_path / "a.html").write_text("<html>", encoding="utf-8")
    (tmp_path / "a.page.json").write_text('{"url": "https://site.test/n/1"}', encoding="utf-8")
    assert urls(tmp_path) == {"a.html": "https://site.test/n/1"}


@pytest.mark.parametrize(
    ("page", "url"),
    [
        (ENGINE, "http://paper.test/pc/content_7.html"),
        ("<link href='http://site.test/c' rel='canonical'>", "http://site.test/c"),
        ('<meta content="http://site.test/og" property="og:url">', "http://site.test/og"),
        ("<p>nothing</p>", "http://a.html.invalid/"),
        ("<link rel=canonical href='/relative'>", "http://a.html.invalid/"),
        ("", "http://a.html.invalid/"),
    ],
)
def test_page_itself_names_its_address(tmp_path: Path, page: str, url: str) -> None:
    """The engine's comment, the canonical link and og:url are believed; otherwise the file name stands in."""
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert urls(tmp_path) == {"a.html": url}


def test_two_pages_never_share_an_address(tmp_path: Path) -> None:
    """A second saved state of one address is served under its file name, so that neither is lost."""
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text(ENGINE, encoding="utf-8")
    assert urls(tmp_path) == {"a.html": "http://paper.test/pc/content_7.html", "b.html": "http://b.html.invalid/"}


def test_folder_without_pages_is_an_error(tmp_path: Path) -> None:
    """A folder that holds no page, or is none, says what to name instead."""
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(AskedWrongly) as caught:
            find_pages(folder)
        assert ".html" in caught.value.mend


def test_server_answers_by_host_and_path(tmp_path: Path) -> None:
    """The same path on two hosts gives two pages, byte for byte."""
    for host in ("one", "two"):
        (tmp_path / f"{host}.html").write_bytes(f"<html>{host}\r\n".encode("gb18030"))
        (tmp_path / f"{host}.page.json").write_text(f'{{"url": "http://{host}.test/a?x=1"}}', encoding="utf-8")
    site = SavedSite(find_pages(tmp_path))
    site.start()
    try:
        asked = Request(f"http://127.0.0.1:{site.port}/a?x=1", headers={"Host": "two.test"})  # loopback
        with urlopen(asked, timeout=600) as answer:  # loopback
            assert answer.read() == b"<html>two\r\n"
    finally:
        site.stop()
