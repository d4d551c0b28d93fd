"""Write a tree as a query (canonical: one writing for one meaning) and in words."""

import re
from datetime import date
from typing import Literal

from archive.query.days import write_days
from archive.query.tree import WORD_FIELD, And, Days, Filter, Near, Not, Or, Text, Tree

Language = Literal["zh", "en"]
PLAIN_VALUE = re.compile(r'[^\s()"“「-][^\s()"]*')
FIELD_NAMES = {
    "title": ("标题", "title"),
    "kicker": ("引题副题", "kicker"),
    "body": ("正文", "text"),
    "source": ("信源", "source"),
    "author": ("作者", "author"),
    "person": ("提到的人物", "a person named"),
    "org": ("提到的机构", "a body named"),
    "theme": ("主题", "theme"),
    "place": ("地区", "place"),
    "type": ("体裁", "type"),
    "lang": ("语言", "language"),
    "page": ("版面", "page"),
}
ROW_SENTENCES = {
    "edition": ("刊于{0}的报纸", "printed in an edition of {0}"),
    "has": ("带有附件", "has an {0}"),
    "attachment": ("附件含“{0}”", "has “{0}” in an attachment"),
    "cluster": ("属于重复组{0}", "belongs to the duplicate cluster {0}"),
    "target": ("含有{0}年目标", "names a target for {0}"),
}


def canonical(tree: Tree) -> str:
    """Return the tree as a query in the one form that every query of the same meaning and order is written in.

    >>> from archive.query import parse
    >>> canonical(parse("ＧＤＰ AND (鎮江) NOT 房价"))
    'gdp 镇江 -房价'
    """
    if isinstance(tree, And):
        return " ".join(_grouped(part) if isinstance(part, Or) else canonical(part) for part in tree.parts)
    if isinstance(tree, Or):
        return " OR ".join(canonical(part) for part in tree.parts)
    if isinstance(tree, Not):
        return "-" + (_grouped(tree.part) if isinstance(tree.part, (And, Or, Near)) else canonical(tree.part))
    if isinstance(tree, Near):
        return _near(tree)
    if isinstance(tree, Days):
        return f"date:{write_days(tree)}"
    if isinstance(tree, Filter):
        return f"{tree.field}:{tree.value if PLAIN_VALUE.fullmatch(tree.value) else _quoted(tree.value)}"
    return (f"{tree.field}:" if tree.field else "") + (f"{WORD_FIELD}:" if tree.is_word else "") + _words(tree)


def _grouped(tree: Tree) -> str:
    return f"({canonical(tree)})"


def _near(tree: Near) -> str:
    pair = f"{_words(tree.left)} NEAR/{tree.distance} {_words(tree.right)}"
    return f"{tree.left.field}:({pair})" if tree.left.field else pair


def _words(text: Text) -> str:
    return _quoted(text.words) if " " in text.words else text.words


def _quoted(value: str) -> str:
    # No value and no run holds a straight quote; see fold_value.
    return f'"{value}"'


def explain(tree: Tree, language: Language = "zh") -> str:
    """Return what the tree means, in Chinese or English words.

    >>> from archive.query import parse
    >>> explain(parse("创新 -title:房价 date:2024-02"), "en")
    'has “创新”; and has no “房价” in the title; and published 2024-02-01 to 2024-02-29'
    """
    chinese = language == "zh"
    if isinstance(tree, (And, Or)):
        kind = "and" if isinstance(tree, And) else "or"
        joint = {"and": ("；且", "; and "), "or": ("；或", "; or ")}[kind][0 if chinese else 1]
        return joint.join(_inner(part, language) for part in tree.parts)
    if isinstance(tree, Not):
        return _explain_not(tree.part, language)
    if isinstance(tree, Near):
        return _explain_near(tree, chinese=chinese)
    if isinstance(tree, Days):
        return _explain_days(tree, chinese=chinese)
    if isinstance(tree, Filter):
        return _explain_filter(tree, chinese=chinese)
    return _explain_text(tree, chinese=chinese)


def _inner(tree: Tree, language: Language) -> str:
    said = explain(tree, language)
    if not isinstance(tree, (And, Or)):
        return said
    return f"（{said}）" if language == "zh" else f"({said})"


def _explain_filter(tree: Filter, *, chinese: bool) -> str:
    if tree.field in ROW_SENTENCES:
        return ROW_SENTENCES[tree.field][0 if chinese else 1].format(tree.value)
    name = FIELD_NAMES[tree.field][0 if chinese else 1]
    return f"{name}为“{tree.value}”" if chinese else f"{name} is “{tree.value}”"


def _explain_not(part: Tree, language: Language) -> str:
    chinese = language == "zh"
    if isinstance(part, Text):
        return _explain_text(part, chinese=chinese, absent=True)
    return ("不是：" if chinese else "not: ") + _inner(part, language)


def _explain_text(text: Text, *, chinese: bool, absent: bool = False) -> str:
    if chinese:
        where = FIELD_NAMES[text.field][0] if text.field else ""
        return f"{where}{'不含' if absent else '含'}{'词' if text.is_word else ''}“{text.words}”"
    where = f" in the {FIELD_NAMES[text.field][1]}" if text.field else ""
    word = (" word" if absent else " the word") if text.is_word else ""
    return f"{'has no' if absent else 'has'}{word} “{text.words}”{where}"


def _explain_near(near: Near, *, chinese: bool) -> str:
    left, right, distance = near.left.words, near.right.words, near.distance
    if chinese:
        where = FIELD_NAMES[near.left.field][0] if near.left.field else ""
        return f"{where}含“{left}”与“{right}”，相隔不超过{distance}个字"
    where = f" in the {FIELD_NAMES[near.left.field][1]}" if near.left.field else ""
    return f"has “{left}” and “{right}” with at most {distance} characters or words between them{where}"


def _explain_days(days: Days, *, chinese: bool) -> str:
    since, until = days.since, days.until
    if since is None or until is None:
        return _explain_open(since, until, chinese=chinese)
    if since == until:
        return f"{since}见报" if chinese else f"published on {since}"
    return f"{since}至{until}见报" if chinese else f"published {since} to {until}"


def _explain_open(since: date | None, until: date | None, *, chinese: bool) -> str:
    if since is None:
        return f"{until}或以前见报" if chinese else f"published on {until} or before"
    return f"{since}或以后见报" if chinese else f"published on {since} or after"
