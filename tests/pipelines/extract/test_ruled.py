"""Reading by selectors alone, for sources whose selectors give all there is."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from archive.records import Draft, Rejected
from pipelines.extract.propose import Sample, propose, sample_of
from pipelines.items import FetchedPage, ReadRules
from pipelines.understand import read
from tests.pipelines.extract.markups import government, portal, wordpress

Maker = Callable[[int], FetchedPage]
RULES = ReadRules(title=("h1",), body=(".news-con",), date=(".time",), author=(".zuozhe",), complete=True)


def draft_of(page: FetchedPage) -> Draft:
    """The one draft of a page."""
    drafts = read(page)
    assert not isinstance(drafts, Rejected), drafts
    return drafts[0]


def rules_of(make: Maker) -> ReadRules:
    """What the first pages of a site teach."""
    return propose([each for number in range(5) if isinstance(each := sample_of(make(number)), Sample)])


@pytest.mark.parametrize("make", [government, wordpress, portal])
def test_both_ways_read_the_same(make: Maker) -> None:
    """The quick way gives the article that the whole way gives: all that a reader sees."""
    rules = rules_of(make)
    assert rules.complete

    quick, whole = (draft_of(replace(make(2), rules=each)) for each in (rules, replace(rules, complete=False)))

    for name in ("url", "title", "text", "people", "agency", "published_on", "section", "language", "kind", "captions"):
        assert getattr(quick, name) == getattr(whole, name), name


def test_a_changed_page_is_read_like_any_other() -> None:
    """When the site renames the element of the text, the generic reader finds it still."""
    page = portal(1)
    changed = replace(page, body=page.body.replace(b"news-con", b"text-box"), rules=RULES)

    draft = draft_of(changed)

    assert draft.text == draft_of(page).text
    assert not draft.provenance["text"].startswith("selector")


def test_documents_are_not_missed() -> None:
    """A page with a file beside its text is read whole, so that the file is found."""
    page = portal(1)
    link = '<p>附件：<a href="/f/plan.pdf">方案</a></p></div><div class="editor">'.encode()
    body = page.body.replace(b'</div><div class="editor">', link)
    assert link in body

    draft = draft_of(replace(page, body=body, rules=RULES))

    assert [one.kind for one in draft.attachments] == ["pdf"]


def test_the_selectors_day_counts() -> None:
    """The day that the source's own selector gives stands, whatever the address says."""
    moved = replace(portal(1), url="http://www.yunjiang.test/a/20250611/771.html", rules=RULES)

    draft = draft_of(moved)

    assert draft.published_on is not None
    assert draft.published_on.isoformat() == "2026-03-11"


def test_a_title_that_the_list_contradicts_is_flagged() -> None:
    """The headline is compared with that of the list which led here."""
    page = portal(1)
    page.hints.title = "完全是另一条新闻的题目"

    assert "title_disagrees" in draft_of(replace(page, rules=RULES)).flags


def test_scripts_do_not_hide_the_text() -> None:
    """Scripts and styles are passed over, whatever stands in them, and one that never ends costs nothing else."""
    page = portal(1)
    noise = b"<style>.a{content:'<p>'}</style><script>var a='<div class=news-con>no</div>';</script>"
    body = page.body.replace(b"<body>", b"<body>" + noise) + b"<script>never closed"

    assert draft_of(replace(page, body=body, rules=RULES)).text == draft_of(page).text
