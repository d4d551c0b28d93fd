"""What the words of a block say of it to the block model: lengths, marks, figures, and words of buttons and notices.

Pages have hundreds of blocks, so plain ASCII, most of what is neither Chinese nor accented, is counted as bytes.
"""

import re
import string
from functools import cache
from math import log1p

from ahocorasick_rs import AhoCorasick

from pipelines.extract.tree import Block

SENTENCE_END = (".", "!", "?", "。", "！", "？", "”", '"', "…", "：", ":", "»", "’")
TEXT_NAMES = (
    *("length", "words", "links", "ends", "commas", "stops", "digits", "upper", "stamp", "asks", "by", "han", "image"),
    *("small", "repeated", "described", "scripted"),
)
REPEATED = TEXT_NAMES.index("repeated")
"""The column that only the page can fill."""

_DIGITS, _UPPERS = string.digits.encode(), string.ascii_uppercase.encode()
_DIGIT = re.compile(r"\d")
_UPPER = re.compile(r"[A-ZÀ-ÖØ-Þ]")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_STAMP = re.compile(r"\d{1,2}[:：]\d{2}|\d{4}[-/.年]\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:19|20)\d\d")
_ASKS = (
    *(
        "subscri",
        "newsletter",
        "sign up",
        "sign in",
        "log in",
        "cookie",
        "advertis",
        "sponsor",
        "read more",
        "read also",
    ),
    *("related", "share this", "follow us", "click here", "comment", "copyright", "all rights", "©", "privacy"),
    *("terms of", "download", "app store", "watch:", "listen:", "also read", "image:", "photo:", "getty", "reuters/"),
    *("credit", "abonn", "anmeld", "teilen", "werbung", "lire aussi", "partager", "suscríb", "compart", "leer más"),
    *(
        "mehr zum",
        "责任编辑",
        "版权",
        "来源",
        "扫码",
        "二维码",
        "下载",
        "点击",
        "关注",
        "相关",
        "推荐",
        "分享",
        "打印",
        "登录",
    ),
)
"""Words of buttons, notices and credits; looked for in the first 200 characters, without case."""
_BY = re.compile(r"^\W*(?:by|von|par|por|written by)\s", re.I)


def words_of(block: Block, description: str, script_text: str) -> list[float]:
    """Return the columns of `TEXT_NAMES` for a block; the texts are those of meta tags and JSON-LD."""
    text = block.text
    length = len(text)
    han, commas, stops, digits, upper = _plain_counts(text) if text.isascii() else _counts(text)
    head, low = text[:60], text[:200].casefold()
    return [
        log1p(length),
        (text.count(" ") + 1) / 10 if han < 0.3 else length / 15,
        block.links / length,
        float(text.endswith(SENTENCE_END)),
        commas / length * 100,
        min(stops, 20),
        digits / len(low),
        upper / min(length, 200),
        # Without a digit there is no day.
        float(digits > 0 and _STAMP.search(text[:120]) is not None),
        float(bool(_asks().find_matches_as_indexes(low))),
        float(_BY.match(text) is not None),
        float(han > 0.3),
        float(block.after_image),
        float(block.small),
        0.0,
        float(length >= 25 and head in description),
        (1.0 if head in script_text else -1.0) if script_text else 0.0,
    ]


@cache
def _asks() -> AhoCorasick:
    return AhoCorasick(_ASKS)


def _plain_counts(text: str) -> tuple[float, int, int, int, int]:
    """Return share of ideographs, and numbers of commas, stops, digits and capitals, of an ASCII text."""
    raw = text[:200].encode()
    return (
        0.0,
        text.count(",") + text.count(";"),
        text.count(".") + text.count("!") + text.count("?"),
        len(raw) - len(raw.translate(None, _DIGITS)),
        len(raw) - len(raw.translate(None, _UPPERS)),
    )


def _counts(text: str) -> tuple[float, int, int, int, int]:
    """Return the same of any text."""
    head = text[:400]
    return (
        sum(map(len, _HAN.findall(head))) / len(head),
        sum(map(text.count, ",，、;；")),
        sum(map(text.count, ".!?。！？")),
        len(_DIGIT.findall(head[:200].casefold())),
        len(_UPPER.findall(head[:200])),
    )
