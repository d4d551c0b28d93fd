"""Find people named with their office, such as 市委书记马明龙.

Conservative: a name without an office before it is not looked for, and a name whose end is not certain is left
out. Once introduced, a name of three or more characters is found again wherever it stands.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import islice

from archive.records import Mention

POSTS = (
    "总书记|副书记|书记|委员长|副总理|总理|副省长|省长|副市长|市长|副县长|县长|副区长|区长|副州长|州长|副镇长|镇长|乡长"
    "|副主任|主任|副主席|主席|副局长|局长|副厅长|厅长|副部长|部长|副院长|院长|副检察长|检察长|副秘书长|秘书长|常委"
    "|副司令员|司令员|政委|董事长|总经理|副校长|校长|副会长|会长|理事长|副行长|行长|副处长|处长|科长|支队长|大队长"
    "|馆长|所长|站长|社长|总编辑|总工程师"
)
POST = re.compile(POSTS)
ENDS_IN_POST = re.compile(f"(?:{POSTS})$")

DOUBLE_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "令狐",
    "慕容",
    "司徒",
    "东方",
    "端木",
)

NOT_NAMES = frozenset(
    ["项目", "强调", "关于", "贺信", "应邀", "卓越", "郑重", "曾经", "曾来", "席位", "方面", "时代", "任务", "万事"]
)
"""Words that begin like a name; neither they nor what begins with them is one."""

NOT_LAST = frozenset("等向作将并及与在对说就的兼")
"""A third character that rather goes on with the sentence, where two characters can be the name."""

AFTER_NAME = re.compile(
    r"[^\u4e00-\u9fff·•]|$|出席|主持|讲话|指出|强调|要求|表示|介绍|认为|说|称|在|到|赴|率|带|参加|参观|等|同志|一行|调研|会见|陪同"
    "|为|对|向|与|和|及|就|代表|作|宣布|致辞|先后|来到|深入|实地|前往|分别|主|任|当选|接受|宣读|通报|部署|检查|督|看望|慰问|走访"
    "|现场|随|也|还|又|一同|一起|共同|受邀|发言|签|汇报|透露|告诉|提出|回应|担任|兼任|将|已|曾|的"
)
"""What may follow a name: anything but a Chinese character, or one of these."""

CLAUSE_START = re.compile(r"[^\u4e00-\u9fff、]")
TIME_WORDS = re.compile("^(?:近日|昨日|今日|昨天|今天|当天|当日|日前|上午|下午|会上|会前|会后|同时|随后|其中|日)+")
PARTY_OFFICE = re.compile("^.{0,20}?(?=中共中央)")
NOT_IN_OFFICES = re.compile("[的了在对是请让去到说听向被把给由据从为同和与应]|会见|欢迎|发表|宣读|学习|陪同")
LONGEST_OFFICE = 18
"""Characters of one office, such as 市人大常委会党组书记."""

MOST_SOUGHT = 500
"""Names looked for again in one text: each is looked for through all of it."""

SHORT_OFFICE = re.compile(
    "(?:(?:全国|中央|省|市|区|县|州|镇|乡)(?:委|政府|政协|人大常委会|纪委|监委|法院|检察院|中级人民法院|人民检察院)?)?"
    f"(?:{POSTS})$"
)


@cache
def _surnames() -> frozenset[str]:
    """One-character surnames, commonest first in the file; those that are commoner as words are left out."""
    listed = (files("pipelines.entities") / "surnames.txt").read_text(encoding="utf-8")
    return frozenset(listed.replace("\n", ""))


def find_people(text: str) -> Iterator[Mention]:
    """Yield each person named with an office, and later places of the same name; the span is the name's."""
    introduced: dict[str, str] = {}
    for post in POST.finditer(text):
        name = _name_at(text, post.end())
        if name:
            office = _office_before(text, post.end())
            introduced.setdefault(name, office)
            yield _person(name, post.end(), office)
    taken = {post.end() for post in POST.finditer(text)}
    for name, office in islice(introduced.items(), MOST_SOUGHT):
        if len(name) > 2:
            again = (found.start() for found in re.finditer(re.escape(name), text))
            yield from (_person(name, start, office) for start in again if start not in taken)


def _person(name: str, start: int, office: str) -> Mention:
    return Mention(kind="person", name=name, start=start, end=start + len(name), detail=office)


def _name_at(text: str, start: int) -> str:
    """Return the name that begins here, the longer one where both could end; empty when none does."""
    is_double = text[start : start + 2] in DOUBLE_SURNAMES
    if not is_double and text[start : start + 1] not in _surnames():
        return ""
    if text[start : start + 2] in NOT_NAMES or POST.match(text, start):
        return ""
    lengths = (4, 3) if is_double else (3, 2)
    ending = [length for length in lengths if _can_end(text, start, start + length)]
    if len(ending) > 1 and text[start + ending[0] - 1] in NOT_LAST:
        ending = ending[1:]
    return text[start : start + ending[0]] if ending else ""


def _can_end(text: str, start: int, end: int) -> bool:
    name = text[start:end]
    is_chinese = all("\u4e00" <= char <= "\u9fff" for char in name)
    return end <= len(text) and is_chinese and bool(AFTER_NAME.match(text, end))


def _office_before(text: str, end: int) -> str:
    """Return the office that ends here, with those that lead up to it: 市委副书记、市长."""
    start = max((found.end() for found in CLAUSE_START.finditer(text, max(0, end - 60), end)), default=max(0, end - 60))
    offices: list[str] = []
    for part in reversed(text[start:end].split("、")):
        if not ENDS_IN_POST.search(part):
            break
        offices.insert(0, _trim(part))
    return "、".join(offices)


def _trim(office: str) -> str:
    """Return an office without what stands before it in the sentence."""
    office = PARTY_OFFICE.sub("", TIME_WORDS.sub("", office))
    if len(office) <= LONGEST_OFFICE and not NOT_IN_OFFICES.search(office):
        return office
    short = SHORT_OFFICE.search(office)
    return short[0] if short else ""
