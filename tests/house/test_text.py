"""What the repository may not say, and what it must."""

import re
from pathlib import Path

import pytest

from tests.house.test_sizes import REPO, tracked

# Written in pieces so that this file does not break its own rule.
FORBIDDEN = {
    "a registry host": re.compile(
        "|".join(["py" + r"pi\.org", "python" + "hosted", r"registry\." + "npmjs", "deb" + r"\.debian\.org"])
    ),
    "a machine path": re.compile(r"(?<![A-Za-z0-9._])/(wo" + r"rk|fa" + r"rm|ro" + r"ot)/"),
}
TEXT = (".py", ".md", ".toml", ".txt", ".in", ".yaml", ".yml", ".cfg", ".html", ".css", ".jinja", "Makefile", "run")


@pytest.mark.parametrize("rule", sorted(FORBIDDEN))
def test_the_repository_does_not_name(rule: str) -> None:
    """No tracked file names a package registry's host or a path of one machine."""
    pattern = FORBIDDEN[rule]
    found = []
    for suffix in TEXT:
        for path in tracked(suffix):
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                if pattern.search(line):
                    found.append(f"{path.relative_to(REPO)}:{number}")
    assert found == []


def test_the_lock_has_hashes_and_no_addresses() -> None:
    """Pinned requirements carry hashes for every package and name no index."""
    for name in ("run.txt", "dev.txt"):
        text = (REPO / "requirements" / name).read_text(encoding="utf-8")
        pins = re.findall(r"(?m)^[a-z0-9][\w.-]*==\S+", text)
        assert len(pins) > 30
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text


def test_the_readme_is_short_and_shows_both_commands() -> None:
    """The README has at most 120 lines and names make demo and make test."""
    text = (REPO / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    assert "make demo" in text
    assert "make test" in text


def test_links_between_documents_lead_somewhere() -> None:
    """Every relative link in a Markdown file points at a file that exists."""
    broken = []
    for path in tracked(".md"):
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(REPO)} → {target}")
    assert broken == []


def test_every_room_of_the_design_exists() -> None:
    """Every file or folder that the design document draws is where it says."""
    text = (REPO / "docs/developers/design.md").read_text(encoding="utf-8")
    drawing = text.split("## Rooms and their doors")[1].split("```")[1]
    missing, floor = [], Path()
    for line in drawing.splitlines():
        if found := re.match(r"^(archive|pipelines|crawler|scheduler|tests)/", line):
            floor = REPO / found[1]
        elif found := re.match(r"^  (\w[\w./]*)", line):
            room = floor / found[1]
            if not room.exists():
                missing.append(str(room.relative_to(REPO)))
    assert missing == []


def test_every_word_of_the_glossary_is_explained_in_chinese() -> None:
    """Each row of the glossary has a word, its Chinese and what it is."""
    rows = [r for r in (REPO / "docs/glossary.md").read_text(encoding="utf-8").splitlines() if r.startswith("| ")][1:]
    assert len(rows) >= 18
    assert all(re.search(r"[\u4e00-\u9fff]", row.split("|")[2]) for row in rows)
