"""People inside the text, and the dateline."""

import pytest

from archive.records import Role
from pipelines.extract.people import company, dateline, people_in


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("本报讯（记者 韩江月）昨天上午", "本报讯"),
        ("云江日报讯 （记者韩江月）2月10日", "云江日报讯"),
        ("新华社北京2月10日电（记者胡喆）记者获悉", "新华社北京2月10日电"),
        ("据新华社北京2月10日电 四部门印发", "据新华社北京2月10日电"),
        ("长江网10月4日讯（记者陈智 整合） 长假过半", "长江网10月4日讯"),
        ("中新网云江3月9日电 （韩江月）", "中新网云江3月9日电"),
        ("通讯行业去年增长一成，", ""),
        ("他接到来电，立刻赶往现场。", ""),
        ("昨天上午，社区食堂开张。", ""),
    ],
)
def test_dateline_is_read_as_printed(text: str, line: str) -> None:
    """The paper or agency with place and day is the dateline; words that merely end alike are not."""
    assert dateline(text) == line


def test_company_of_a_dateline() -> None:
    """A dateline names the agency; 本报 is the source itself."""
    assert company("据新华社北京2月10日电", "云江日报") == "新华社"
    assert company("本报讯", "云江日报") == "云江日报"
    assert company("云江日报全媒记者", "") == "云江日报"
    assert company("", "云江日报") == ""


def test_credit_behind_the_dateline() -> None:
    """The bracket behind the dateline names the writers."""
    people = people_in(["本报讯（记者 韩江月 通讯员 邵一鸣）昨天上午，食堂开张。", "第二段。"])

    assert [(person.name, person.role) for person in people] == [
        ("韩江月", Role.REPORTER),
        ("邵一鸣", Role.CORRESPONDENT),
    ]


def test_name_in_brackets_at_the_end() -> None:
    """A name alone in brackets behind the last full stop is the writer."""
    people = people_in(["第一段。", "活动将先后举行。（张巨峰）"])

    assert [(person.name, person.role) for person in people] == [("张巨峰", Role.AUTHOR)]


def test_words_in_brackets_are_no_people() -> None:
    """Explanations in brackets name nobody, and neither does a name inside a sentence."""
    assert people_in(["办法（以下简称《办法》）自四月施行。", "演员（李明）登台。后来"]) == ()


def test_nobody_is_named_twice() -> None:
    """A person credited at head and tail is one person, in the first role."""
    people = people_in(["本报讯（记者 韩江月）昨天。", "完。（韩江月）"])

    assert [(person.name, person.role) for person in people] == [("韩江月", Role.REPORTER)]
