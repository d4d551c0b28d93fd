import random
import re
from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.records import Ground, NewsText, Relation
from pipelines.dedup import same
from pipelines.dedup.fold import fold
from pipelines.dedup.train import altered


def test_reprint_with_other_line_breaks_is_exact(report: NewsText) -> None:
    """The same words in other lines are the exact text."""
    verdict = same(report, replace(report, text=report.text.replace("\n", "")))

    assert verdict.relation is Relation.EXACT
    assert verdict.folds


def test_traditional_script_is_a_copy(report: NewsText) -> None:
    """A reprint in traditional characters with another by-line folds."""
    text = report.text.replace("会议", "會議").replace("记者 林晚", "综合报道").replace("责任", "責任")

    assert same(report, replace(report, text=text)).relation is Relation.COPY


def test_cut_reprint_is_truncated(report: NewsText) -> None:
    """The first half of a report is a cut copy of it."""
    verdict = same(report, replace(report, text=report.text.split("\n会议强调")[0]))

    assert verdict.relation is Relation.TRUNCATED
    assert verdict.coverage[1] > 0.95


def test_next_notice_of_a_series_is_a_template(notice: NewsText) -> None:
    """A notice with another day and other streets is other news, and the verdict names what changed."""
    other = replace(
        notice,
        text=notice.text.replace("3月12日8时", "3月19日9时").replace(
            "和平路以南、青石巷以东", "柳堤路以北、学士街以西"
        ),
    )

    verdict = same(notice, other)

    assert verdict.relation is Relation.TEMPLATE
    assert any("12" in of_a and "19" in of_b for of_a, of_b in verdict.conflicts)


def test_next_session_is_other_news(report: NewsText) -> None:
    """One changed ordinal in title and text makes another meeting."""
    third = NewsText(title="市政协第三次会议开幕", text="市政协第三次会议今天开幕。" + report.text)
    fourth = NewsText(title="市政协第四次会议开幕", text="市政协第四次会议今天开幕。" + report.text)

    dated = same(replace(third, published_on=date(2026, 1, 9)), replace(fourth, published_on=date(2026, 1, 12)))

    assert dated.relation is Relation.TEMPLATE
    assert ("三", "四") in dated.conflicts


def test_equal_notice_of_another_week_is_other_news() -> None:
    """A text that speaks of its own day means another day when it comes again a week later."""
    weather = NewsText(
        title="城区天气",
        text="城区今天夜里到明天多云转阴，局部有小雨，东南风三到四级，气温稳定，早晚有雾，请注意行车安全。" * 3,
        published_on=date(2026, 3, 2),
    )

    assert same(weather, replace(weather, published_on=date(2026, 3, 9))).relation is Relation.TEMPLATE
    assert same(weather, replace(weather, published_on=date(2026, 3, 3))).relation is Relation.EXACT


def test_ceremony_of_another_year_is_other_news(report: NewsText) -> None:
    """A text that comes again a year later with a changed name is other news; untouched, it is a reprint."""
    this_year = replace(report, published_on=date(2026, 3, 2))
    changed = replace(report, text=report.text.replace("林晚", "周砚"), published_on=date(2025, 3, 2))

    assert not same(this_year, changed).folds
    assert same(this_year, replace(report, published_on=date(2025, 3, 2))).folds
    assert same(this_year, replace(changed, published_on=date(2026, 3, 3))).folds


def test_titles_of_tomorrow_mean_another_day(report: NewsText) -> None:
    """Two announcements of tomorrow's broadcast, days apart and under other titles, are two."""
    opening = replace(report, title="本台明天直播灯会开幕", published_on=date(2026, 3, 3))
    closing = replace(report, title="本台明天直播灯会第二次游园", published_on=date(2026, 3, 8))

    verdict = same(opening, closing)

    assert (verdict.folds, verdict.ground) == (False, Ground.SERIES)
    assert verdict.conflicts


def test_a_reaction_is_no_copy(report: NewsText) -> None:
    """A piece on how a report was received may repeat it whole, and is news of its own."""
    reaction = replace(report, title=f"{report.title}引发热烈反响")

    assert same(report, reaction).ground is Ground.REACTION


def test_one_body_under_unrelated_titles_is_page_furniture(report: NewsText) -> None:
    """One body under two titles that it does not speak of says that the reader failed, not that the news is one."""
    first = replace(report, title="县剧团新戏巡演首站告捷")
    second = replace(report, title="校园足球联赛八强出炉")

    assert not same(first, second).folds


def test_short_texts_need_related_titles() -> None:
    """Two short equal texts under unrelated titles are not folded."""
    short = "详情请见本报明日第三版，敬请期待。"

    assert not same(NewsText(title="特别策划", text=short), NewsText(title="读者来信选登", text=short)).folds


def test_text_that_takes_over_a_passage_quotes(report: NewsText) -> None:
    """A long comment of its own that takes over one passage is not folded, and the passage is named."""
    passage = report.text.split("\n")[2]
    comment = "".join(
        f"第{word}条街的老住户各有说法，有人记得旧渡口，有人惦念晒场。" for word in "甲乙丙丁戊己庚辛壬癸"
    )
    other = NewsText(title="街坊谈水", text=f"{comment}\n{passage}\n{comment[::-1]}" * 2)

    verdict = same(NewsText(title="检查不能走过场", text=passage), other)

    start, end, other_start, other_end = max(verdict.runs, key=lambda run: run[1] - run[0])
    assert fold(passage[start:end]) == fold(other.text[other_start:other_end])


def test_empty_texts_are_not_the_same() -> None:
    """Two photo stories without text are not one news text."""
    nothing = NewsText(title="图片新闻", text="")

    assert same(nothing, nothing).relation is Relation.DIFFERENT


TEXTS = st.builds(
    NewsText,
    title=st.text(alphabet="甲乙丙一二3", max_size=8),
    text=st.text(alphabet="甲乙丙一二3，\n", max_size=120),
)


@given(TEXTS, TEXTS)
def test_order_does_not_matter(a: NewsText, b: NewsText) -> None:
    """The verdict on b and a is the verdict on a and b with its sides exchanged."""
    there, back = same(a, b), same(b, a)

    assert (there.relation, there.score, there.coverage) == (back.relation, back.score, back.coverage[::-1])
    assert {(c, d, a, b) for a, b, c, d in there.runs} == set(back.runs)


@given(TEXTS, TEXTS)
def test_passages_slice_back(a: NewsText, b: NewsText) -> None:
    """Every shared passage has the same letters in both original texts."""
    for start, end, other_start, other_end in same(a, b).runs:
        assert _letters(a.text[start:end]) == _letters(b.text[other_start:other_end])


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


@given(TEXTS, TEXTS)
def test_a_refusal_of_near_texts_names_a_fact(a: NewsText, b: NewsText) -> None:
    """Whatever shares much and is not folded has a ground, and words of both sides that differ."""
    verdict = same(a, b)

    assert verdict.folds == (verdict.ground is None)
    if not verdict.folds and verdict.relation is not Relation.DIFFERENT and (a.title, a.text) != (b.title, b.text):
        assert verdict.conflicts


@given(seed=st.integers(0, 10_000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_text_and_its_mutation_are_explained(report: NewsText, seed: int) -> None:
    """Of a report beside a cut, misread, edited or renumbered one: passages slice back, a refusal names a fact."""
    chance = random.Random(seed)
    other = altered(report, chance)
    if seed % 2:
        other.text = re.sub(r"\d+", lambda _: str(chance.randrange(2, 900)), other.text)
        other.published_on = date(2026, 3, 1 + seed % 28)
    verdict = same(report, other)

    for start, end, other_start, other_end in verdict.runs:
        assert _letters(report.text[start:end]) == _letters(other.text[other_start:other_end])
    if not verdict.folds and verdict.relation is not Relation.DIFFERENT:
        assert verdict.ground is not None
        assert verdict.conflicts
