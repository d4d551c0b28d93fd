"""Frozen pages, self-written in the markup of real sites: one test a field, so a broken day hides no broken title."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from archive.records import Draft, Rejected
from pipelines.items import FetchedPage, Hints
from pipelines.understand import read

PAGES = Path(__file__).resolve().parent.parent / "pages"


def _cases() -> list[tuple[str, str]]:
    found = sorted(PAGES.glob("*/*/expected.json"))
    return [
        (str(path.parent.relative_to(PAGES)), name) for path in found for name in json.loads(path.read_text("utf-8"))
    ]


def _read(case: str) -> tuple[Draft, ...] | Rejected:
    known = json.loads((PAGES / case / "page.json").read_text("utf-8"))
    return read(
        FetchedPage(
            url=known["url"],
            source=known["source"],
            source_name=known["source_name"],
            body=(PAGES / case / "page.html").read_bytes(),
            fetched_at=datetime.fromisoformat(known["fetched_at"]),
            headers={"content-type": known["content_type"]},
            hints=Hints.from_text(known.get("hints", {})),
        )
    )


def _shown(draft: Draft, name: str) -> Any:
    """The field in the plain form of expected.json."""
    value = getattr(draft, name)
    if name == "people":
        return [[person.name, person.role.value, person.role_raw] for person in value]
    if name == "captions":
        return [[caption.text, [person.name for person in caption.people]] for caption in value]
    if name == "placement" and value:
        return [value.edition_on.isoformat(), value.page_label, value.page_name, value.order]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize(("case", "name"), _cases())
def test_field_is_read_as_expected(case: str, name: str) -> None:
    """The field of the frozen page is what was checked by eye."""
    expected = json.loads((PAGES / case / "expected.json").read_text("utf-8"))[name]

    found = _read(case)

    if name == "rejected":
        assert isinstance(found, Rejected)
        assert found.reason.value == expected
    else:
        assert isinstance(found, tuple), found
        assert _shown(found[0], name) == expected


@pytest.mark.parametrize("case", sorted({case for case, name in _cases() if name != "rejected"}))
def test_every_field_says_how_it_was_read(case: str) -> None:
    """Title, text, people and day of a frozen page name the way they were read."""
    found = _read(case)

    assert isinstance(found, tuple)
    draft = found[0]
    known = [name for name in ("title", "text", "people", "published_on") if getattr(draft, name)]
    assert {name for name in known if not draft.provenance.get(name)} == set()
