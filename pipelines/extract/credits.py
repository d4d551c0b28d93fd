"""The grammar of a credit: （记者杨宏斌、通讯员晏中明）, 文/图 刘玺东, 柯皓 摄, □ 湖北日报评论员.

A text is a credit only when all of it reads as roles and names. Where credits stand on a page is people.py's business.
"""

import re
from dataclasses import replace

from archive.records import Person, Role
from pipelines.extract.names import all_names, is_name, split_names

MAX_CHARS = 90
"""Longer texts are sentences."""

ROLES: tuple[tuple[str, Role], ...] = (
    ("特约评论员|评论员", Role.COMMENTATOR),
    ("摄影报道|图片新闻|摄影记者|摄影|供图|图片", Role.PHOTOGRAPHER),
    ("视频制作|视频拍摄|视频剪辑|视频编辑|视频|剪辑|摄像", Role.VIDEO),
    (
        "本版责任编辑|责任编辑|本版责编|本版编辑|值班编辑|见习编辑|网络编辑|责编|编辑|美编|校对|版式|监制|审核|审校|组版",
        Role.EDITOR,
    ),
    ("小记者|记者|实习生|融媒体中心", Role.REPORTER),
    ("特约通讯员|通讯员", Role.CORRESPONDENT),
    ("作者|撰文|撰稿人|撰稿|执笔|图/文|文/图|文/摄|图文|文并图", Role.AUTHOR),
    ("整合|整理|编译|翻译|制图|设计|策划|统筹|报道|综合|指导老师|指导教师", Role.OTHER),
)
_ROLE_OF = {word: role for words, role in ROLES for word in words.split("|")} | {
    "摄": Role.PHOTOGRAPHER,
    "图": Role.PHOTOGRAPHER,
    "文": Role.AUTHOR,
    "绘": Role.OTHER,
}
_WORDS = "|".join(sorted((w for w in _ROLE_OF if len(w) > 1), key=len, reverse=True))
# One-character roles are words only at an edge or before a mark: 张文 and 李图 are names.
_ROLE = re.compile(rf"({_WORDS}|摄(?=[\s）)/:：]|$)|(?:(?<=\s)|^)[文图绘](?=[\s:：/／丨|｜]|$))[\s:：/／丨|｜]*")
_MARKS = " \t□■◇◆○●◎☉△▲▶►※*·-—_|｜丨"
_BRACKETS = "()（）[]【】〔〕"
_OF_A_PAPER = re.compile(
    r"(?:本报|本刊|本网|报|刊|社|网|台|端|媒|媒体|新闻|见习|首席|实习|特约|特派|高级|资深|中心|客户端|观察|频道|工作室|集团|驻\w{2,4})$"
)
_OFFICE = re.compile(r"(?:全媒体?|融媒体?|新媒体|高级|资深|首席|见习|实习|特约|特派)$")
"""Ends of the words before 记者 that may look like a name: 全 and 高 are surnames."""
_SLASHED = re.compile(r"([^/／]{2,40}?)\s*[/／]\s*(摄影|制图|[文图摄绘])(?:[\s，、；;]+|$)")
"""Names with their part behind a stroke: 韩江月 陆青/文 邵一鸣/摄."""
_COMMENTATOR = re.compile(r"(\S{2,12}?(?:特约)?评论员)")
_SUFFIX_ONLY = frozenset({"摄", "报道", "摄影报道", "整合", "整理", "综合", "供图", "文/图", "图/文", "文/摄", "摄影"})


def read_credit(text: str) -> tuple[Person, ...]:
    """Return the people of a text that is a credit as a whole; none when it is anything else.

    >>> [(p.name, p.role.value) for p in read_credit("（记者杨宏斌、通讯员晏中明）")]
    [('杨宏斌', 'reporter'), ('晏中明', 'correspondent')]
    """
    bare = text.strip(_MARKS + _BRACKETS + "\u3000")
    if not 2 <= len(bare) <= MAX_CHARS or any(mark in bare for mark in "。！？!?“”《》"):
        return ()
    commentator = _COMMENTATOR.fullmatch(bare)
    if commentator:
        return (Person(name=commentator.group(1), role=Role.COMMENTATOR, role_raw="评论员"),)
    return _read_slashed(bare) or _read_segments(_ROLE.split(bare))


def _read_slashed(text: str) -> tuple[Person, ...]:
    """Read a credit all of which is names with a stroke and their part behind."""
    groups = _SLASHED.findall(text)
    if not groups or _SLASHED.sub("", text):
        return ()
    named = [(split_names(names), word) for names, word in groups]
    if not all(all_names(names) for names, _ in named):
        return ()
    return tuple(Person(name=name, role=_ROLE_OF[word], role_raw=word) for names, word in named for name in names)


def _read_segments(parts: list[str]) -> tuple[Person, ...]:
    """Read names and roles in turn: `parts` is text, role, text, role … as split at the role words."""
    names, prefix = _names_and_paper(parts[0])
    if len(parts) < 3 or not (all_names(names) or not names):
        return ()
    people = [Person(name=name, role=Role.OTHER) for name in names]
    segment = len(people)
    # 文 韩江月 摄 陆青: with names behind every word, none of them looks back.
    looks_ahead = not names and all(after.strip(_MARKS) for after in parts[2::2])
    for word, after in zip(parts[1::2], parts[2::2], strict=True):
        names, next_prefix = _names_and_paper(after)
        if names and not all_names(names):
            return ()
        if names and (word not in _SUFFIX_ONLY or not people or looks_ahead):
            people += [Person(name=name, role=_ROLE_OF[word], role_raw=prefix + word) for name in names]
            segment = len(names)
        elif people:
            _qualify(people, word, segment)
            people += [Person(name=name, role=_ROLE_OF[word], role_raw=word) for name in names]
            segment = len(names) or segment
        prefix = next_prefix
    return tuple(people)


def _names_and_paper(text: str) -> tuple[list[str], str]:
    """Split the text between two roles into names and the paper's name before the next role."""
    words = split_names(text)
    if words and (_OFFICE.search(words[-1]) or (not is_name(words[-1]) and _OF_A_PAPER.search(words[-1]))):
        return words[:-1], words[-1]
    return words, ""


def _qualify(people: list[Person], word: str, segment: int) -> None:
    """Give a role that stands behind the names: 柯皓 摄. Of several groups of names, to the last name only."""
    alone = segment == len(people)
    for index in range(len(people) - segment, len(people)) if alone else (len(people) - 1,):
        person = people[index]
        role = _ROLE_OF[word] if not person.role_raw or word.startswith("摄") else person.role
        raw = f"{person.role_raw}/{word}" if person.role_raw else word
        people[index] = replace(person, role=role, role_raw=raw)


def as_photographers(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return the people of a caption's credit: whoever is named there made the picture."""
    return tuple(replace(person, role=Role.PHOTOGRAPHER) for person in people)
