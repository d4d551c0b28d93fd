"""Sort the blocks of an article's body: text, captions, credits, bylines standing alone, the original title.

Works on blocks of any origin: a known container, a general reader, the text of a printed page.
Nothing is thrown away but jump markers, repeats of the headline, lines of labels (read in labels.py) and buttons.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from archive.records import Caption, Person, Role
from pipelines.clean import ends_sentence
from pipelines.extract.credits import as_photographers, read_credit
from pipelines.extract.names import is_name, split_names
from pipelines.extract.people import people_in, unique
from pipelines.extract.shown_days import read_named_day
from pipelines.extract.tree import Block

CREDIT_MAX_CHARS = 80
TAIL_BLOCKS = 6
"""Buttons and labels behind a text stand in its last blocks."""

BUTTON_CHARS = 12
"""Longer lines behind the end mark of a text stay: 综合整理自澎湃新闻、智东西等."""

CAPTION_MAX_CHARS = 160
DAY_LINE_MAX_CHARS = 48
DAY_LABEL_MAX_CHARS = 12
"""Beside its day a line of the headline says Published, Updated on, or a time of day."""

_JUMP = re.compile(
    r"[（(]?[▶►■]*(?:下转|上接|紧接|转下|接上)(?:第?\s?[A-Z]?\d{1,3}|第?[一二三四五六七八九十]+|[^\s（）()]{1,6}?)版[^（）()]{0,12}[）)▶►]?"
)
_ORIGINAL = re.compile(r"^[（(【\[]?\s*原标题\s*[:：]\s*(.+?)\s*[）)】\]]?$")
_CREDIT = re.compile(
    r"^[（(【\[]?\s*(?:(?:本版|本期|值班|见习|网络|网页|新媒体)?(?:责任编辑|责编|编辑|主编|美编|校对|版式|组版|监制|审核|审校|初审|复审|终审|一审|二审|三审"
    r"|视频制作|视频拍摄|视频剪辑|视频|制图|海报|设计|策划|统筹|出品|技术支持|值班主任)\s*[:：/丨|｜]"
    r"|(?:资料)?来源\s*[:：]|本文来源|稿件来源|信息来源|资料来源|本版(?:责编|编辑)|图片来源|文章来源|转载请|版权声明|免责声明|特别声明"
    r"|未经.{0,12}授权|扫描?[一下]{0,2}.{0,4}二维码|扫一扫|用微信扫|长按.{0,6}二维码|点击.{0,10}(?:阅读原文|进入|查看更多)"
    r"|(?:更多|相关).{0,40}请(?:关注|下载|登录|访问)|进入.{1,14}(?:讨论|专区|频道)$"
    r"|关注.{0,12}公众号|.{0,6}订阅热线|新闻热线|本报热线|报料热线)"
)
_PICTURE_NOTE = re.compile(
    r"^[（(]?(?:[上下左右]?图[为①②③④⑤]|[上下左右题组]图[为：:]|图片?说明|题图|配图|资料(?:照片|图片?)|图/|图源|(?:△|▲|▼|↑|↓))"
)
_SHOT_BY = re.compile(
    r"([（(]([^（）()]{2,60})[）)]|[。！？”]\s*(\S[^。！？，,]{1,40}摄影?)|^([^。！？，,]{2,40}\s摄影?))[。\s]*$"
)
_RECORD_PICTURE = re.compile(r"[（(](?:资料|图片|视频)?(?:照片|图片|截图|视觉中国|网络图片|图源[^（）()]{0,20})[）)]$")
_FURNITURE = re.compile(
    r"^(?:标签|关键词|上一篇|下一篇|上一页|下一页|分享到?|分享至(?:好友|朋友圈|微信|微博|和)*|热点栏目|自动播放|相关(?:阅读|新闻|链接|报道|推荐)|推荐阅读|延伸阅读|热门推荐|打印|关闭|收藏|点赞|赞|举报"
    r"|返回顶部|我要纠错|字号|【?我要纠错】?|【?打印】?|【?关闭】?)(?:\s*[:：].{0,60}|[\s\d]*)$"
)
_LABELS = re.compile(
    r"^(?:发布时间|发布日期|更新时间|来源|作者|责任编辑|编辑|浏览|阅读量?|点击|字号|字体|分享)\s*(?:次数|数|量)?\s*[:：\d]"
)
_LABEL_WORDS = re.compile("来源|作者|浏览|阅读|点击|字号|字体|编辑")
_END = re.compile(r"^[（(【\[]?\s*(?:标签|关键词|责任编辑|责编|分享至|上一篇|下一篇)")
"""What only stands behind a text; short lines behind it are buttons."""
_PICTURE_SOURCE = re.compile(r"^(?:图片来源|图片来自|图源)\s*[:：](?!.*编辑)")
"""Under a picture, that is its caption; elsewhere a credit of the whole article."""
_EDITORS = re.compile(r"(责任编辑|责编|编辑)\s*[:：]\s*([\u3400-\u9fff、，,\s]{2,20})")
_STOPS = tuple("。！？!?…”")
_STAMP = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
_COMPANY_BYLINE = re.compile(r"^[□■◇◆○●]\s*(\S{2,4}|\S{2,4}(?:[\s、]\S{2,4}){1,2})$")


@dataclass(slots=True, kw_only=True)
class Sorted:
    """The blocks of a body by what they are."""

    text: list[str] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    """From bylines standing alone, then credits inside the text, then credit lines."""
    has_byline: bool = False
    """A byline stood alone at the head."""
    original_title: str = ""

    @property
    def joined(self) -> str:
        """The text as stored: a paragraph a line."""
        return "\n".join(self.text)


def sort_blocks(blocks: Sequence[Block], headlines: Collection[str] = ()) -> Sorted:
    """Sort the blocks of a body. `headlines` are the title, kicker and subtitle, dropped where repeated."""
    done = Sorted()
    credited: list[Person] = []
    end = _end_of_text(blocks)
    for place, block in enumerate(blocks):
        text = strip_jump(block.text)
        at_head, at_tail = not done.text, place >= min(end, len(blocks) - TAIL_BLOCKS)
        if not text:
            continue
        if original := read_original_title(text):
            done.original_title = done.original_title or original
        elif block.after_image and _PICTURE_SOURCE.match(text):
            done.captions.append(Caption(text=text, after=len(done.text)))
        elif is_credit(text):
            done.credits.append(text)
            credited += read_credit(text) or _editors(text)
        elif (at_head and _is_head_furniture(text, headlines)) or (at_tail and _is_tail_furniture(text)):
            continue
        elif caption := read_caption(text, block):
            done.captions.append(replace(caption, after=len(done.text)))
        elif (at_head or at_tail) and (people := read_byline(text)):
            done.people += people
            done.has_byline = done.has_byline or not done.text
        elif place < end or len(text) > BUTTON_CHARS:
            done.text.append(text)
    done.people = list(unique([*done.people, *people_in(done.text), *credited]))
    return done


def _end_of_text(blocks: Sequence[Block]) -> int:
    """Return the place of the line that ends a text, such as 标签, when only short lines follow; else the count."""
    end = len(blocks)
    for place in range(len(blocks) - 1, 0, -1):
        text = blocks[place].text
        if len(text) > CREDIT_MAX_CHARS or (text.endswith(_STOPS) and not is_credit(text)):
            break
        if _END.match(text):
            end = place
    return end


def strip_jump(text: str) -> str:
    """Return the text without 下转第2版 and 上接第1版."""
    return _JUMP.sub("", text).strip() if "版" in text else text


def read_original_title(text: str) -> str:
    """Return the title of the text this is a reprint of, from a line such as （原标题：…）."""
    found = _ORIGINAL.match(text)
    return found.group(1) if found else ""


def is_credit(text: str) -> bool:
    """Tell whether a line is a credit: editors, video makers, QR code, sources."""
    return len(text) <= CREDIT_MAX_CHARS and bool(_CREDIT.match(text))


def _editors(text: str) -> tuple[Person, ...]:
    """Return the editors in a line of several credits: 本文来源：云江晚报 责任编辑：顾南_YJ02."""
    found = _EDITORS.search(text)
    names = split_names(found.group(2)) if found else []
    return tuple(
        Person(name=name, role=Role.EDITOR, role_raw=found.group(1)) for name in names if found and is_name(name)
    )


def read_byline(text: str) -> tuple[Person, ...]:
    """Return the people of a line that holds nothing but a byline; none for any other line."""
    people = read_credit(text)
    if people:
        return people
    bullet = _COMPANY_BYLINE.match(text)
    return read_credit("作者 " + bullet.group(1)) if bullet else ()


def read_caption(text: str, block: Block) -> Caption | None:
    """Return the caption that a block is, or None when it is none."""
    if len(text) > CAPTION_MAX_CHARS and block.tag != "figcaption":
        return None
    credit = _SHOT_BY.search(text)
    people = as_photographers(_shot_by(credit)) if credit else ()
    if not (people or _is_caption(text, block)):
        return None
    # 会场。 谢道韞 摄: bare names behind the sentence are the credit; in brackets they belong to the caption.
    if credit and people and credit.group(3):
        text = text[: credit.start() + 1]
    return Caption(text=text, people=people)


def _shot_by(found: re.Match[str]) -> tuple[Person, ...]:
    words = found.group(2) or found.group(3) or found.group(4)
    people = read_credit(words)
    if not people and " " in words:
        # 城市摄影队 周斌 摄: a club or office before the name.
        club, name = words.split(" ", 1)
        people = tuple(replace(each, role_raw=f"{club}/{each.role_raw}") for each in read_credit(name))
    return people if any(person.role is Role.PHOTOGRAPHER for person in people) else ()


def _is_caption(text: str, block: Block) -> bool:
    if block.tag == "figcaption" or _PICTURE_NOTE.match(text) or _RECORD_PICTURE.search(text):
        return True
    if block.after_image and block.small:
        return True
    return block.tag == "center" and len(text) <= 40 and not ends_sentence(text)


def _is_head_furniture(text: str, headlines: Collection[str]) -> bool:
    """Tell whether a line before the text repeats the headline, or holds labels: 2020-10-04 20:30 来源：长江网."""
    if text in headlines or _FURNITURE.match(text) or _is_day(text):
        return True
    stamp = _STAMP.search(text)
    if not stamp or len(text) > 100 or ends_sentence(text.rstrip(":：")):
        return bool(_LABELS.match(text)) and len(text) <= 30 and not ends_sentence(text.rstrip(":："))
    beside = text[: stamp.start()] + text[stamp.end() :]
    return len(beside) <= 12 or bool(_LABEL_WORDS.search(beside))


def _is_day(text: str) -> bool:
    """Tell whether a line in an alphabet says little but a day: March 4, 2024; Updated 4 March 2024."""
    if len(text) > DAY_LINE_MAX_CHARS or not text[-1:].isascii():
        return False
    moment = read_named_day(text)
    return moment is not None and len(text.replace(moment.raw, "").strip(" :,.|-")) <= DAY_LABEL_MAX_CHARS


def _is_tail_furniture(text: str) -> bool:
    """Tell whether a line behind the text is a button or a label; a day alone signs an official letter and stays."""
    stamp = _STAMP.match(text)
    if stamp and len(text) <= 40 and "来源" in text:
        return True
    return bool(_FURNITURE.match(text)) or (len(text) <= 30 and bool(_LABELS.match(text)) and not ends_sentence(text))
