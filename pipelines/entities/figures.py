"""Find document numbers, amounts of money, and dated targets: what is written in fixed forms."""

import re
from collections.abc import Iterator

from archive.records import Mention

DOCUMENT = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{2,10})[〔\[﹝【（(](?P<year>(?:19|20)\d\d)[〕\]﹞】）)]\s?第?(?P<number>\d{1,5})号"
)
BEFORE_BODY = re.compile(
    "^(?:根据|依据|按照|依照|参照|执行|落实|贯彻|印发|转发|制定|出台|文号|见|和|及|与|以及|关于|文件|通知|的)+"
)

MONEY = re.compile(
    r"(?P<figure>\d{1,3}(?:,\d{3}){1,7}(?:\.\d+)?|(?<!\d)\d+(?:\.\d+)?)\s?(?P<scale>万亿|亿|千万|百万|万|千)?(?:多|余)?"
    "(?P<currency>美元|欧元|港元|日元|英镑|元)"
)
"""A bare figure begins where its digits begin, and groups are counted: a page of digits would take hours else."""
SCALES = {"万亿": 12, "亿": 8, "千万": 7, "百万": 6, "万": 4, "千": 3, None: 0}
"""Powers of ten."""
CURRENCIES = {"美元": "USD", "欧元": "EUR", "港元": "HKD", "日元": "JPY", "英镑": "GBP", "元": "CNY"}

SENTENCE = re.compile(r"[^。！？\n]+")
PROMISES = re.compile(r"目标|力争|确保|计划|规划|(?:到|至)\s?20\d\d年")
"""A sentence without one of these reports what a year brought, and promises nothing."""
TARGET = re.compile(
    r"(?:力争|确保|计划)?(?:到|至)?(?P<year>20[2-9]\d)年(?:底|末|前|之前)?[，,]?(?:力争|确保|将|要|基本|全面|率先|初步)*"
    "(?:建成|成为|达到|实现|突破|形成|完成|超过|打造|培育|建设|新增|跻身)"
    r"(?:(?!、20\d\d年)[^，,；;。！？\n（(]){2,60}"
)

AIMS = re.compile(r"目标|力争|确保|预期|计划|(?:到|至)\s?20\d\d年")
FIGURE = re.compile(
    "(?:[\u4e00-\u9fff]{2,16}?)(?:年均)?(?:增长|增速|提高|提升|下降|降低|达到?|突破|超过|超|新增|保持在|控制在)"
    r"(?:到|至)?\d+(?:\.\d+)?(?:%|％|个百分点|万亿元|亿元|万元|万人|万亩|万户|万套|公里|家|个|项|人|套|户|件)(?:以上|左右|以内)?"
)
"""What is to grow or be reached, and how much."""
BEFORE_FIGURE = re.compile("^.*(?:是|为|目标|力争|确保|预期|计划|实现|推动|全年|今年)")
YEAR = re.compile(r"20[2-9]\d(?=年)")


def find_documents(text: str) -> Iterator[Mention]:
    """Yield document numbers such as 国办发〔2017〕47号, brackets in one form."""
    for found in DOCUMENT.finditer(text):
        body = BEFORE_BODY.sub("", found["body"])
        if body:
            name = f"{body}〔{found['year']}〕{int(found['number'])}号"
            start = found.start() + len(found["body"]) - len(body)
            yield Mention(kind="document", name=name, start=start, end=found.end())


def find_money(text: str) -> Iterator[Mention]:
    """Yield amounts such as 12.5亿元; the detail is the amount in full with its ISO 4217 code."""
    for found in MONEY.finditer(text):
        figure = found["figure"].replace(",", "")
        scale = found["scale"]
        yield Mention(
            kind="money",
            name=f"{figure}{scale or ''}{found['currency']}",
            start=found.start(),
            end=found.end(),
            detail=f"{_in_full(figure, SCALES[scale])} {CURRENCIES[found['currency']]}",
        )


def _in_full(figure: str, power: int) -> str:
    """Return a decimal figure times a power of ten, exactly.

    >>> _in_full("12.5", 8)
    '1250000000'
    """
    whole, _, decimals = figure.partition(".")
    digits = whole + decimals.ljust(power, "0")[:power]
    rest = decimals[power:].rstrip("0")
    return (digits.lstrip("0") or "0") + (f".{rest}" if rest else "")


def find_targets(text: str) -> Iterator[Mention]:
    """Yield promises: with a year, such as 到2025年建成…, and with a figure, such as 增加值增长8%.

    The detail is the year; that of a figure is the year that its sentence names last before it, empty for none.
    """
    for sentence in SENTENCE.finditer(text):
        if not PROMISES.search(sentence[0]):
            continue
        spans = []
        for found in TARGET.finditer(text, *sentence.span()):
            spans.append(found.span())
            yield Mention(kind="target", name=found[0], start=found.start(), end=found.end(), detail=found["year"])
        for found in FIGURE.finditer(text, *sentence.span()):
            if AIMS.search(sentence[0]) and not any(
                start < found.end() and found.start() < end for start, end in spans
            ):
                years = YEAR.findall(text, sentence.start(), found.start())
                start = found.end() - len(BEFORE_FIGURE.sub("", found[0], count=1))
                detail = years[-1] if years else ""
                yield Mention(
                    kind="target", name=text[start : found.end()], start=start, end=found.end(), detail=detail
                )
