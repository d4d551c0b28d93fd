from dataclasses import replace
from datetime import date

import pytest

from archive.records import Ground, NewsText, Relation
from pipelines.dedup import same


@pytest.mark.parametrize(
    ("old", "new"),
    [("3月12日", "3月13日"), ("和平路以南", "柳堤路以南"), ("8时至17时", "9时至17时")],
)
def test_a_form_filled_in_anew_is_another_notice(notice: NewsText, old: str, new: str) -> None:
    """A notice of one form with one other day, street or hour is another one, also where no day is known."""
    verdict = same(notice, replace(notice, text=notice.text.replace(old, new)))

    assert (verdict.ground, verdict.relation) == (Ground.NOTICE, Relation.TEMPLATE)
    assert verdict.conflicts


def test_an_untouched_notice_folds(notice: NewsText) -> None:
    """The same notice on another page with another signature is a copy."""
    assert same(notice, replace(notice, text=notice.text + "\n云江市自来水公司")).folds


@pytest.mark.parametrize(("one", "other"), [("三", "四"), ("十", "二十"), ("3", "4")])
def test_titles_that_count_further_are_other_news(report: NewsText, one: str, other: str) -> None:
    """The next session of the same day is another one, whatever the texts share."""
    first = replace(report, title=f"市政协第{one}次会议举行", published_on=date(2026, 1, 9))
    next_one = replace(report, title=f"市政协第{other}次会议举行", published_on=date(2026, 1, 9))

    assert same(first, next_one).ground is Ground.SERIES


def test_an_ordinal_in_other_digits_is_the_same_session(report: NewsText) -> None:
    """第三次 and 第3次 count the same."""
    first = replace(report, title="市政协第三次会议举行")

    assert same(first, replace(report, title="市政协第3次会议举行")).folds


def test_another_subject_in_the_same_sentences_is_other_news(report: NewsText) -> None:
    """Titles and texts that put one name for another tell other news; a misprint in the text alone does not."""
    first = NewsText(title="博源泵业今日发布公告内容", text="有人透露博源泵业将有大动作。" + report.text)
    other = NewsText(title="山河纸业今日发布公告内容", text="有人透露山河纸业将有大动作。" + report.text)

    assert same(first, other).ground is Ground.SUBJECT
    assert same(first, replace(other, title=first.title)).folds


def test_traditional_prints_may_have_other_words(report: NewsText) -> None:
    """A word of the other shore in title and text makes no other subject."""
    first = NewsText(title="云江推动设备更新", text="云江推动设备更新。" + report.text)
    there = NewsText(title="雲江推動裝置更新", text="雲江推動裝置更新。" + report.text)

    assert same(first, there).ground is not Ground.SUBJECT


def test_a_report_of_days_later_goes_on(report: NewsText) -> None:
    """A longer report, days later and under another title, that repeats a short one is not its copy."""
    short = NewsText(title="老匠人沈启文逝世", text=report.text[:140], published_on=date(2026, 3, 2))
    later = NewsText(
        title="数百市民送别沈启文",
        text=report.text[:140]
        + "".join(f"{word}街的街坊说起他修过的{word}号水车，都记得那声响。" for word in "甲乙丙丁戊己庚辛壬癸"),
        published_on=date(2026, 3, 8),
    )

    assert same(short, later).ground is Ground.LATER
    assert same(short, replace(later, published_on=short.published_on)).ground is not Ground.LATER


@pytest.mark.parametrize("mark", ["更正：", "（订正）", "CORRECTED - "])
def test_an_announced_correction_is_a_revision(report: NewsText, mark: str) -> None:
    """A text that says that it corrects another one, with another number in it, is a revision of it."""
    first = replace(report, published_on=date(2026, 3, 2))
    right = replace(first, title=mark + first.title, text=first.text.replace("240", "204").replace("11万", "12万"))

    verdict = same(first, right)

    assert verdict.relation is Relation.REVISION
    assert ("240万", "204万") in verdict.conflicts


def test_reactions_are_told_in_traditional_characters_too(report: NewsText) -> None:
    """A piece on how a report was received is known as one in either script."""
    reaction = replace(report, title="河道整治引發熱烈反響")

    assert same(reaction, replace(reaction, title="河道整治引发热烈反响")).ground is not Ground.REACTION


def test_a_text_inside_a_longer_one_under_another_title_is_news_of_its_own(report: NewsText) -> None:
    """A brief taken in by a round-up stays apart; at the head of it, or under its title, it is a cut copy."""
    rest = "".join(f"第{word}处渡口的船工说起开春的水位，也说起缆桩和夜灯。" for word in "甲乙丙丁戊己庚辛壬癸")
    brief = replace(report, text=report.text[:180])
    round_up = NewsText(title="一周要闻回顾", text=rest + brief.text + rest, published_on=report.published_on)

    assert same(brief, round_up).ground is Ground.INSIDE
    assert same(brief, replace(round_up, title=report.title)).ground is not Ground.INSIDE
    assert same(brief, replace(round_up, text=brief.text + rest + rest)).ground is not Ground.INSIDE


def test_news_that_only_end_alike_stay_apart(report: NewsText) -> None:
    """Two news of their own under unrelated titles share the background behind them, however long it is."""
    background = report.text[60:]
    one = NewsText(title="旧渡口改成了茶馆", text="甲街的船工说起开春的水位和夜灯，也说起缆桩。" * 6 + background)
    other = NewsText(title="新桥工期提前", text="乙处工地昨天吊装了最后一段钢梁，师傅们在桥头合影。" * 5 + background)

    assert same(one, other).ground is Ground.BACKGROUND
    assert same(one, replace(other, title=one.title)).ground is not Ground.BACKGROUND


def test_an_announcement_and_what_it_announced_are_two_news(report: NewsText) -> None:
    """What will be and, a day later, what is are told in the same words; on one day they may be one text."""
    day = date(2026, 3, 1)
    announced = replace(report, title="市长将出席全市水利工作会议", published_on=day)
    begun = replace(report, title="市长赴会出席全市水利工作会议", text=report.text + "他昨日动身。" * 20)

    assert same(announced, replace(begun, published_on=date(2026, 3, 2))).ground is Ground.SERIES
    assert same(announced, replace(begun, published_on=day)).ground is not Ground.SERIES
