"""The search language: what is read, what is refused and how, one writing for one meaning."""

from datetime import date

import pytest

from archive.errors import QueryError
from archive.query import And, Days, Near, Not, Or, Text, beyond_index, canonical, explain, parse, sought
from archive.query.tree import Filter


def word(*runs: str, field: str | None = None) -> Text:
    """A word or phrase."""
    return Text(runs=runs, field=field)


def test_words_side_by_side_mean_and() -> None:
    """Words side by side, with or without AND, must all stand in the article."""
    assert parse("创新 产业") == parse("创新 AND 产业") == And(parts=(word("创新"), word("产业")))


def test_and_binds_closer_than_or() -> None:
    """`a b OR c` means (a and b) or c."""
    assert parse("创新 产业 OR 改革") == Or(parts=(And(parts=(word("创新"), word("产业"))), word("改革")))


def test_brackets_bind_closest() -> None:
    """Brackets, half-width or full-width, keep an OR inside an AND."""
    wanted = And(parts=(Or(parts=(word("创新"), word("改革"))), word("产业")))

    assert parse("(创新 OR 改革) 产业") == parse("（创新 OR 改革）产业") == wanted


@pytest.mark.parametrize("text", ["创新 -房价", "创新 NOT 房价", "创新 AND NOT 房价", "创新 －房价"])
def test_minus_and_not_mean_not(text: str) -> None:
    """A minus right before a word, of either width, is NOT."""
    assert parse(text) == And(parts=(word("创新"), Not(part=word("房价"))))


@pytest.mark.parametrize("text", ['"创新 引领"', "“创新 引领”", "「创新 引领」", "＂创新 引领＂", "创新，引领"])
def test_quotes_of_any_kind_make_a_phrase(text: str) -> None:
    """Straight, curly, corner and full-width quotes make a phrase; so does punctuation inside a word."""
    assert parse(text) == word("创新", "引领")


@pytest.mark.parametrize(("typed", "meant"), [("ＧＤＰ", "gdp"), ("鎮江", "镇江"), ("Ｇ鎮", "g镇")])
def test_width_case_and_script_do_not_matter(typed: str, meant: str) -> None:
    """Full-width is half-width, capital is small, traditional is simplified."""
    assert parse(typed) == parse(meant)


def test_a_field_narrows_a_word_or_a_group() -> None:
    """`title:` holds for the word behind it, or for all words of the brackets behind it."""
    assert parse("title:江苏") == word("江苏", field="title")
    assert parse("title:(江苏 OR 浙江)") == parse("title:江苏 OR title:浙江")


def test_near_joins_two_words() -> None:
    """`a NEAR/5 b` keeps both words and the distance; without a number it is 10."""
    assert parse("创新 NEAR/5 产业") == Near(left=word("创新"), right=word("产业"), distance=5)
    assert parse("创新 NEAR 产业") == parse("创新 NEAR/10 产业")


def test_near_in_a_field() -> None:
    """A field before a NEAR holds for both words."""
    wanted = Near(left=word("创新", field="title"), right=word("产业", field="title"), distance=5)

    assert parse("title:创新 NEAR/5 产业") == parse("title:(创新 NEAR/5 产业)") == wanted


def test_filters_stand_alone_or_anywhere() -> None:
    """A filter is a query by itself, and may stand in AND, OR and NOT like a word."""
    housing, year = Filter(field="theme", value="housing"), Days(since=date(2024, 1, 1), until=date(2024, 12, 31))

    assert parse("theme:housing date:2024") == And(parts=(housing, year))
    assert parse("(theme:housing OR 人才) -date:2024") == And(parts=(Or(parts=(housing, word("人才"))), Not(part=year)))


def test_filter_values_may_be_quoted_and_grouped() -> None:
    """A value with a space is quoted; several values stand in brackets."""
    assert parse('author:"Li  Ming"') == Filter(field="author", value="li ming")
    assert parse("source:(甲报 OR 乙报)") == parse("source:甲报 OR source:乙报")


@pytest.mark.parametrize(
    ("value", "since", "until"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-2-9", date(2024, 2, 9), date(2024, 2, 9)),
        ("2024-02..2024-03", date(2024, 2, 1), date(2024, 3, 31)),
        ("2024..", date(2024, 1, 1), None),
        ("..2024-02", None, date(2024, 2, 29)),
        ("２０２４", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_dates_are_stretches_of_days(value: str, since: date | None, until: date | None) -> None:
    """A year, a month, a day, or a range of them, open on one side if need be."""
    assert parse(f"date:{value}") == Days(since=since, until=until)


@pytest.mark.parametrize(
    ("text", "position", "wrong", "mend"),
    [
        ("", 0, "empty", "write a word"),
        ("  ", 0, "empty", "write a word"),
        ("-房价", 0, "absent", "should be there"),
        ("-a -b", 0, "absent", "should be there"),
        ("a (b", 2, "not closed", "add a )"),
        ("a) b", 1, "closes nothing", "leave it out"),
        ("()", 1, "empty", "between them"),
        ('创新 "产业', 3, "no closing", 'add a "'),
        ("“产业", 0, "no closing", "add a ”"),
        ("a OR", 4, "OR lacks a word", "both sides"),
        ("AND a", 0, "AND lacks a word", "both sides"),
        ("a OR OR b", 5, "OR lacks a word", "both sides"),
        ("a NOT", 5, "NOT lacks a word", "both sides"),
        ("a - b", 2, "nothing to search for in -", "without a space"),
        ("创新 ，", 3, "nothing to search for", "letters"),
        ("them:x", 0, "no field 'them:'", "write 'theme:'"),
        ("http://paper.test", 0, "no field 'http:'", "quotes"),
        ("title: x", 0, "without a value", "title:value"),
        ("title:", 0, "without a value", "title:value"),
        ("date:2024-13", 5, "no month 13", "date:2024-02"),
        ("date:2024-02-30", 5, "no day 30", "1 to 29"),
        ("date:last-year", 5, "no date", "date:2024"),
        ("date:2024-03..2024-02", 5, "ends before it begins", "date:2024-02..2024-03"),
        ("date:2024..x", 11, "no date", "date:2024"),
        ("date:..", 5, "no date", "date:2024"),
        ("type:newz", 5, "no type 'newz'", "type:news"),
        ("a NEAR/5", 8, "joins two words", "both sides"),
        ("NEAR/5 a", 0, "NEAR lacks a word", "both sides"),
        ("a NEAR/5 theme:x", 2, "joins two words", "both sides"),
        ("a NEAR/5 (b)", 9, "joins two words", "both sides"),
        ("a NEAR/5 b NEAR/5 c", 11, "joins two words", "on its own"),
        ("a NEAR/5 title:b", 2, "one field", "title:(a NEAR/5 b)"),
        ("a NEAR/9999 b", 2, "too far", "NEAR/1000"),
        ("a NEAR/ b", 2, "lacks its number", "NEAR/10"),
        ("title:(body:a)", 7, "stands inside", "close the bracket"),
    ],
)
def test_what_cannot_be_read_is_refused_with_place_and_mend(text: str, position: int, wrong: str, mend: str) -> None:
    """Each mistake names what is wrong, where it is, and what to write instead."""
    with pytest.raises(QueryError) as caught:
        parse(text)

    assert wrong in caught.value.wrong
    assert mend in caught.value.mend
    assert caught.value.position == position


def test_deep_and_long_queries_are_refused() -> None:
    """Nesting, number of words and length have limits, and each says so."""
    for text, wrong in (
        ("(" * 60 + "a" + ")" * 60, "nested deeper"),
        ("NOT " * 300 + "a", "nested deeper"),
        ("a NEAR title:" * 200 + "b", "nested deeper"),
        (" ".join(f"w{n}" for n in range(400)), "more than 256 words"),
        ("创" * 4001, "4,001 characters"),
    ):
        with pytest.raises(QueryError, match=wrong):
            parse(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("创新 AND (產業) NOT 房价", "创新 产业 -房价"),
        ("(创新 OR 改革) 产业", "(创新 OR 改革) 产业"),
        ("创新 OR (改革 产业)", "创新 OR 改革 产业"),
        ("-(a OR b) c", "-(a OR b) c"),
        ("--创新 创新", "创新"),
        ("title:a NEAR/5 b", "title:(a NEAR/5 b)"),
        ('"5G 基站"', "5g基站"),
        ('"高质量，发展"', '"高质量 发展"'),
        ("date:2024-01..2024-12", "date:2024"),
        ("date:2024-02-01..2024-03-31", "date:2024-02..2024-03"),
        ("date:2024-02-01..2024-12-31", "date:2024-02..2024-12"),
        ("date:2024-02-05..", "date:2024-02-05.."),
        ("date:..2024-12-31", "date:..2024"),
        ('source:"A B"', 'source:"a b"'),
    ],
)
def test_one_meaning_has_one_writing(text: str, written: str) -> None:
    """The canonical writing is short, reads back as the same tree and is written the same again."""
    tree = parse(text)

    assert canonical(tree) == written
    assert parse(written) == tree


def test_a_query_is_explained_in_chinese_and_english() -> None:
    """The explanation names words, fields, distances, values and days in the reader's language."""
    tree = parse("创新 -title:房价 (theme:housing OR a NEAR/5 b) date:2024-02..")

    assert explain(tree, "zh") == (
        "含“创新”；且标题不含“房价”；且（主题为“housing”；或含“a”与“b”，相隔不超过5个字）；且2024-02-01或以后见报"
    )
    assert explain(tree, "en") == (
        "has “创新”; and has no “房价” in the title; and (theme is “housing”; "
        "or has “a” and “b” with at most 5 characters or words between them); and published on 2024-02-01 or after"
    )


def test_sought_words_are_those_not_under_not() -> None:
    """Marks are for words that an article may show; excluded words and filters are not among them."""
    tree = parse("创新 -房价 theme:housing (改革 OR title:产业 NEAR/5 强市)")

    assert [text.words for text in sought(tree)] == ["创新", "改革", "产业", "强市"]


def test_near_is_seen_at_any_depth() -> None:
    """A tree knows whether a NEAR stands anywhere in it."""
    assert beyond_index(parse("a -(b OR c NEAR d)"))
    assert not beyond_index(parse("a -(b OR c)"))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("person:馬明龍", "person:马明龙"),
        ("org:市水务局", "org:市水务局"),
        ("edition:2024-2-1..2024-02-29", "edition:2024-02"),
        ("has:attachment", "has:attachment"),
        ("attachment:（實施方案 OR 照明）", "attachment:实施方案 OR attachment:照明"),
        ('attachment:"云江 日报" -attachment:GDP', 'attachment:"云江 日报" -attachment:gdp'),
        ("cluster:０17", "cluster:17"),
    ],
)
def test_filters_have_one_writing(typed: str, written: str) -> None:
    """Each filter is written back in one form, and reads as itself again."""
    assert canonical(parse(typed)) == written
    assert parse(written) == parse(typed)


@pytest.mark.parametrize(
    ("query", "wrong", "mend"),
    [
        ("attachment:——", "there is nothing to search for in ——", "write letters, digits or 字"),
        ("has:picture", "there is no thing to have named 'picture'", "use one of: attachment"),
        ("cluster:abc", "'abc' is no number of a duplicate cluster", "cluster:17"),
        ("edition:soon", "'soon' is no date", "edition:2024-02-19"),
    ],
)
def test_bad_values_of_filters_are_told_with_the_mend(query: str, wrong: str, mend: str) -> None:
    """A value that a filter cannot have is an error that names the value and shows a right one."""
    with pytest.raises(QueryError) as caught:
        parse(query)

    assert wrong in caught.value.wrong
    assert mend in caught.value.mend
    assert caught.value.position == query.index(":") + 1


def test_row_filters_are_beyond_the_index() -> None:
    """Edition, attachment and cluster are asked of the rows, persons and bodies of the index."""
    assert all(beyond_index(parse(f"a -{one}")) for one in ("edition:2024", "has:attachment", "cluster:1"))
    assert not beyond_index(parse("a person:b org:c"))
