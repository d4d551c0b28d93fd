"""What an answer adds, in the reader's language: its notes are English, as programs and terminals show them."""

import re

IN_CHINESE = (
    (
        r"([\d,]+) articles as words, ([\d,]+) with the characters anywhere",
        r"作为完整词出现的 \1 篇，仅含这些字的 \2 篇",
    ),
    (
        r"ranked among the newest ([\d,]+) matches; older ones follow by date",
        r"仅对最新 \1 篇按相关度排序，其余按日期排列",
    ),
    (
        r"([\d,]+) matches were stored after the first page was asked for; begin anew to see them",
        r"打开第一页之后又收录了 \1 篇，重新检索即可看到",
    ),
    (r"persons are counted among the newest ([\d,]+) articles", r"人物仅统计最新 \1 篇"),
    (r"no article has the (\S+) (.+); the nearest is (.+)", r"没有 \1 为“\2”的稿件，最接近的是“\3”"),
    (r"no article has the (\S+) (.+)", r"没有 \1 为“\2”的稿件"),
    (r"(\S+) is read as (.+)", r"\1 理解为 \2"),
    (
        r"the index is of another version of the program; rebuild it for exact results",
        r"索引来自另一版本的程序，重建后结果才准确",
    ),
)
"""Pattern of a note (archive.search says them) → how it is said in Chinese."""


def say_note(language: str, note: str) -> str:
    """Return a note of an answer in a language; one that is not known stays as it is.

    >>> say_note("zh", "persons are counted among the newest 500 articles")
    '人物仅统计最新 500 篇'
    """
    for pattern, chinese in IN_CHINESE if language == "zh" else ():
        found = re.fullmatch(pattern, note)
        if found:
            return found.expand(chinese).replace(" or ", " 或 ")
    return note
