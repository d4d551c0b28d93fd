"""The grammar of credits, on the forms that Chinese papers print."""

import pytest

from archive.records import Role
from pipelines.extract.credits import as_photographers, read_credit

R, C, P, A, E, V, M, X = (
    Role.REPORTER,
    Role.CORRESPONDENT,
    Role.PHOTOGRAPHER,
    Role.AUTHOR,
    Role.EDITOR,
    Role.VIDEO,
    Role.COMMENTATOR,
    Role.OTHER,
)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("（记者韩江月、通讯员邵一鸣）", [("韩江月", R, "记者"), ("邵一鸣", C, "通讯员")]),
        ("(记者 韩江月)", [("韩江月", R, "记者")]),
        ("（记者韩江月、陆青）", [("韩江月", R, "记者"), ("陆青", R, "记者")]),
        ("云江日报全媒记者 左 晨", [("左晨", R, "云江日报全媒记者")]),
        (
            "本报记者　韩江月　通讯员　邵一鸣　方舟",
            [("韩江月", R, "本报记者"), ("邵一鸣", C, "通讯员"), ("方舟", C, "通讯员")],
        ),
        ("（记者韩江月 整合）", [("韩江月", R, "记者/整合")]),
        ("韩江月 邵一鸣 摄", [("韩江月", P, "摄"), ("邵一鸣", P, "摄")]),
        ("古月摄", [("古月", P, "摄")]),
        ("（云江日报记者 柯言 摄）", [("柯言", P, "云江日报记者/摄")]),
        ("(文/图 韩江月 邵一鸣)", [("韩江月", A, "文/图"), ("邵一鸣", A, "文/图")]),
        ("文/韩江月 图/邵一鸣", [("韩江月", A, "文"), ("邵一鸣", P, "图")]),
        ("记者 张文 图片 李武", [("张文", R, "记者"), ("李武", P, "图片")]),
        ("视频制作:曹源 盛林", [("曹源", V, "视频制作"), ("盛林", V, "视频制作")]),
        ("【编辑：姚远】", [("姚远", E, "编辑")]),
        ("(责编：汤诗、丁涛)", [("汤诗", E, "责编"), ("丁涛", E, "责编")]),
        ("□ 云江日报评论员", [("云江日报评论员", M, "评论员")]),
        ("本报评论员 韩江月", [("韩江月", M, "本报评论员")]),
        ("作者：欧阳明月", [("欧阳明月", A, "作者")]),
        ("记者 买买提·阿不都", [("买买提·阿不都", R, "记者")]),
        ("（见习记者 韩江月）", [("韩江月", R, "见习记者")]),
        (
            "（本报见习记者韩江月 实习生陆青 通讯员邵一鸣）",
            [("韩江月", R, "本报见习记者"), ("陆青", R, "实习生"), ("邵一鸣", C, "通讯员")],
        ),
        ("□ 本报特约评论员 韩江月", [("韩江月", M, "本报特约评论员")]),
        ("云江日报特约评论员", [("云江日报特约评论员", M, "评论员")]),
        ("特约通讯员 邵一鸣", [("邵一鸣", C, "特约通讯员")]),
        ("全媒体记者 韩江月 编辑 姚远", [("韩江月", R, "全媒体记者"), ("姚远", E, "编辑")]),
        ("高级记者 韩江月", [("韩江月", R, "高级记者")]),
        ("小记者 韩江月 指导老师 陆青", [("韩江月", R, "小记者"), ("陆青", X, "指导老师")]),
        ("韩江月 陆青/文 邵一鸣/摄", [("韩江月", A, "文"), ("陆青", A, "文"), ("邵一鸣", P, "摄")]),
        ("文 韩江月 摄 陆青", [("韩江月", A, "文"), ("陆青", P, "摄")]),
        ("摄：韩江月", [("韩江月", P, "摄")]),
        ("摄/韩江月", [("韩江月", P, "摄")]),
    ],
)
def test_credit_is_read_with_its_roles(text: str, people: list[tuple[str, Role, str]]) -> None:
    """Names, roles and the roles as printed are all read."""
    assert [(person.name, person.role, person.role_raw) for person in read_credit(text)] == people


def test_photographer_behind_several_groups_is_the_last_name() -> None:
    """In a credit of reporter and correspondents the word 摄 belongs to the last name."""
    people = read_credit("（云江日报全媒记者 薛白 通讯员 肖江 张成 摄）")

    assert [(person.name, person.role) for person in people] == [("薛白", R), ("肖江", C), ("张成", P)]


@pytest.mark.parametrize(
    "text",
    [
        "（记者从市政府获悉）",
        "记者调查",
        "（以下简称《通知》）",
        "记者走进车间，只见机器轰鸣。",
        "编辑部公告",
        "通讯员队伍建设",
        "摄影展",
        "",
        "记",
        "文化和旅游局",
        "图书馆",
    ],
)
def test_ordinary_words_are_no_credit(text: str) -> None:
    """Phrases that merely contain a role word name nobody."""
    assert read_credit(text) == ()


def test_everyone_in_a_picture_credit_made_the_picture() -> None:
    """Under a picture even a reporter is its photographer."""
    people = as_photographers(read_credit("（记者 韩江月 通讯员 邵一鸣 摄）"))

    assert {person.role for person in people} == {P}
