"""Themes by the class that a page states itself."""

import pytest

from pipelines.subjects import Subjects
from pipelines.themes import load_taxonomy


@pytest.fixture(scope="module")
def subjects() -> Subjects:
    """The classes of the house's taxonomy."""
    return Subjects(load_taxonomy())


@pytest.mark.parametrize("stated", ["科技、教育\\科技", "科技、教育/科技", "科技、教育 > 科技", "科技，教育/科技"])
def test_spellings_of_a_class_are_one(subjects: Subjects, stated: str) -> None:
    """Sites part the levels in many ways; the theme is the same."""
    (tag,) = subjects.tags_of(stated)

    assert (tag.theme, tag.method, tag.central, tag.evidence) == ("tech-innovation", "source", True, ())


@pytest.mark.parametrize("stated", ["", "综合政务/其他", "国民经济管理、国有资产监管/宏观经济", "没有这一类", "//"])
def test_classes_of_no_or_several_themes_give_none(subjects: Subjects, stated: str) -> None:
    """The rest of a class, a class of several themes, and words that are no class give no tag."""
    assert subjects.tags_of(stated) == ()
