"""The table above a policy document: 索引号, 主题分类, 发文机关, 成文日期, 发文字号, 公开日期 and their kin.

Met as pairs of cells (one to three pairs a row), as lists, and as `label：value` in one cell, with spaces inside the
labels. The labels are those of 国办发〔2017〕47号 and of the State Council's document library, with the variants that
city sites use. Three days differ: signed, made public, in force; all are kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from pipelines.clean import tidy_line
from pipelines.extract.dates import read_moment
from pipelines.extract.tree import text_of

_WORDS = {
    "index_number": "索引号 索取号 信息索引号 信息索引",
    "subject": "主题分类 所属主题 组配分类 信息分类 主题类别",
    "issuer": "发文机关 发文单位 制发机关 制定机关 印发机关 发文机构",
    "publisher": "发布机构 发布机关 发布单位 公开机构 公开单位 信息提供单位",
    "signed_on": "成文日期 生成日期 成文时间 印发日期 发文日期 形成日期 签发日期",
    "number": "发文字号 文号 文件编号 发文文号 文件文号",
    "public_on": "公开日期 发布日期 发布时间 公开时间",
    "genre": "体裁 体裁分类 公文种类 文种 文件种类 公文体裁",
    "validity": "有效性 效力状态 时效性 时效 文件状态 是否有效 有效性状态",
    "keywords": "主题词 关键词 关键字",
    "effective_on": "生效日期 实施日期 施行日期 生效时间",
    "expires_on": "失效日期 废止日期 失效时间 废止时间",
    "title": "标题 名称 信息名称 文件名称",
}
_KEY_OF = {word: key for key, words in _WORDS.items() for word in words.split()}
_DAYS = frozenset({"signed_on", "public_on", "effective_on", "expires_on"})
_TELLING = frozenset({"index_number", "number", "subject", "genre", "validity"})
"""Without one of these it is the line of day and source that any page has."""
_FEWEST = 3
"""So many different labels in one table or list make it a policy table."""
_CELLS = ("td", "th", "dt", "dd", "li", "p", "div", "span", "label", "b", "strong", "em", "i")
_INLINE = frozenset({"span", "label", "b", "strong", "em", "i"})
_HOLDERS = frozenset({"table", "ul", "ol", "dl"})
_ROWS = frozenset({"tr", "li"})
_MOST_INSIDE = 12
"""A cell holds a few elements; larger ones are the page's own boxes."""
_LONGEST_VALUE = 300
_GAPS = re.compile(r"[\s\u3000\xa0]+")
_ONE_CELL = re.compile(r"([^:：]{2,14})[:：](.*)", re.DOTALL)
_NOTHING = re.compile(r"[-—－/\\.．。无空]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """A label with its value, and the elements that hold them."""

    key: str
    value: str
    cells: tuple[HtmlElement, ...]


def take_policy_table(root: HtmlElement) -> dict[str, str]:
    """Return the facts of the page's policy table, and take its rows out of the page; empty when it has none."""
    for pairs in _tables(root):
        if len({pair.key for pair in pairs}) >= _FEWEST and not _TELLING.isdisjoint(pair.key for pair in pairs):
            _take_out(pairs)
            return _facts(pairs)
    return {}


def key_of(label: str) -> str:
    """Return the normal key of a label such as 索 引 号：, empty when it is none.

    >>> key_of("索 引 号：")
    'index_number'
    """
    return _KEY_OF.get(_GAPS.sub("", label).strip("：:【】[]（）()"), "")


def _tables(root: HtmlElement) -> list[list[_Pair]]:
    """Return the labelled values of the page, those of one table or list together."""
    found: dict[HtmlElement, list[_Pair]] = {}
    for cell in root.iter(*_CELLS):
        pair = _pair(cell)
        if pair is not None:
            found.setdefault(_holder(cell), []).append(pair)
    return list(found.values())


def _pair(cell: HtmlElement) -> _Pair | None:
    if len(list(islice(cell.iterdescendants(), _MOST_INSIDE + 1))) > _MOST_INSIDE:
        return None
    words = text_of(cell)
    if len(words) > _LONGEST_VALUE + 20:
        return None
    if key := key_of(words):
        return _beside(cell, key)
    split = _ONE_CELL.fullmatch(words.strip())
    key = key_of(split[1]) if split else ""
    return _made(key, split[2], (cell,)) if split and key else None


def _beside(cell: HtmlElement, key: str) -> _Pair | None:
    """Return the pair of a label whose value stands in the cell after it, or behind it in the same cell."""
    if cell.tag in _INLINE and (cell.tail or "").strip():
        parent = cell.getparent()
        return _made(key, cell.tail or "", (cell,) if parent is None else (parent,))
    following = cell.getnext()
    if following is None or not isinstance(following.tag, str):
        return None
    return _made(key, text_of(following), (cell, following))


def _made(key: str, value: str, cells: tuple[HtmlElement, ...]) -> _Pair | None:
    """Return the pair, with an empty value for a dash; None when the value is the next label or a text."""
    value = tidy_line(value)
    if len(value) > _LONGEST_VALUE or key_of(re.split("[:：]", value)[0]):
        return None
    return _Pair(key=key, value="" if _NOTHING.fullmatch(_GAPS.sub("", value)) else value, cells=cells)


def _holder(cell: HtmlElement) -> HtmlElement:
    for above in cell.iterancestors():
        if above.tag in _HOLDERS:
            return above
    parent = cell.getparent()
    above = parent.getparent() if parent is not None else None
    return above if above is not None else (parent if parent is not None else cell)


def _facts(pairs: list[_Pair]) -> dict[str, str]:
    facts: dict[str, str] = {}
    for pair in pairs:
        if pair.value and pair.key != "title":
            facts.setdefault(pair.key, _normal(pair.key, pair.value))
    if "publisher" in facts and "issuer" not in facts:
        facts["issuer"] = facts.pop("publisher")
    return facts


def _normal(key: str, value: str) -> str:
    moment = read_moment(value) if key in _DAYS else None
    return moment.on.isoformat() if moment and moment.on else value


def _take_out(pairs: list[_Pair]) -> None:
    """Take out the rows that say nothing but the pairs, and of other rows the cells."""
    for elements_of in (_row_of, _cells_of):
        said: dict[HtmlElement, int] = {}
        for pair in pairs:
            for element in elements_of(pair):
                said[element] = said.get(element, 0) + len(pair.value) + 8
        for element, chars in said.items():
            # On a page built of tables a row may hold the article too.
            if element.getparent() is not None and len(tidy_line(text_of(element))) <= 2 * chars + 40:
                element.drop_tree()


def _row_of(pair: _Pair) -> tuple[HtmlElement, ...]:
    first = pair.cells[0]
    return tuple(islice((one for one in (first, *first.iterancestors()) if one.tag in _ROWS), 1))


def _cells_of(pair: _Pair) -> tuple[HtmlElement, ...]:
    return pair.cells


def is_document_number(facts: Mapping[str, str]) -> bool:
    """True when the facts carry a document number, such as 云政发〔2026〕3号."""
    return bool(re.search(r"(?:19|20)\d\d\s*[〕\]）)】].{0,6}号", facts.get("number", "")))
