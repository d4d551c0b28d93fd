"""Metadata of government sites: the tags of 国办发〔2017〕47号 and the header table of policy documents.

Tags are met in any case, twice, and empty; the first non-empty one counts.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from lxml.html import HtmlElement

from archive.records import Kind
from pipelines.clean import tidy_line
from pipelines.extract.dates import read_moment
from pipelines.extract.policy_table import is_document_number
from pipelines.extract.reading import Reading, reading
from pipelines.extract.tree import text_of

NO_FACTS: Mapping[str, str] = MappingProxyType({})
_POLICY_COLUMNS = re.compile(r"政策文件|规范性文件|行政规范|政府文件|法规|规章|通知公告文件")
_DOCUMENT_NO = re.compile(r"[\u3400-\u9fff]{1,12}[〔\[（(【]\s*(?:19|20)\d\d\s*[〕\]）)】]\s*(?:第\s*)?\d{1,5}\s*号")
_NUMBER_LABEL = re.compile(r"发文字号|文\s*号|发文号")


def tags(root: HtmlElement) -> dict[str, str]:
    """Return the meta tags of a page by lower-case name, the first non-empty of each."""
    found: dict[str, str] = {}
    for each in root.iter("meta"):
        name = (each.get("name") or each.get("property") or each.get("itemprop") or "").strip().lower()
        value = tidy_line(each.get("content") or "")
        if name and value and name not in found:
            found[name] = value
    return found


def read_gov(root: HtmlElement, meta: dict[str, str], facts: Mapping[str, str] = NO_FACTS) -> Reading:
    """Read the prescribed tags; an empty reading on pages without `ArticleTitle` or `PubDate`.

    `facts` is the page's policy table, which is no longer in the tree.
    """
    if not (meta.get("articletitle") or meta.get("pubdate")):
        return Reading()
    day = read_moment(meta.get("pubdate", "").replace("——", "-"))
    return reading(
        "gov meta",
        title=meta.get("articletitle", ""),
        title_raw=meta.get("articletitle", ""),
        agency=_agency(meta.get("contentsource", "")),
        section=meta.get("columnname", ""),
        published_on=day.on if day else None,
        published_at=day.at if day else None,
        published_raw=meta.get("pubdate", ""),
        kind=Kind.POLICY if is_document_number(facts) or _is_policy(root, meta) else None,
    )


def read_facts(facts: Mapping[str, str]) -> Reading:
    """Read what the policy table says of the article: made public on, by whom. The day of signing is another day."""
    day = read_moment(facts.get("public_on", ""))
    return reading(
        "policy table",
        agency=facts.get("publisher", "") or facts.get("issuer", ""),
        published_on=day.on if day else None,
        published_at=day.at if day else None,
        published_raw=facts.get("public_on", "") if day else "",
        kind=Kind.POLICY if is_document_number(facts) else None,
    )


def is_list(meta: dict[str, str]) -> bool:
    """Tell whether the tags are those of a column page: the article's own tags are missing."""
    return "columnname" in meta and not (meta.get("articletitle") or meta.get("pubdate"))


def _agency(text: str) -> str:
    return re.sub(r"^来源\s*[:：]\s*", "", text)


def _is_policy(root: HtmlElement, meta: dict[str, str]) -> bool:
    if _POLICY_COLUMNS.search(meta.get("columntype", "") + meta.get("columnname", "")):
        return True
    for cell in root.xpath("//td | //th | //li"):
        words = tidy_line(text_of(cell)) if len(cell) < 8 else ""
        if len(words) < 60 and _NUMBER_LABEL.match(words):
            following = cell.getnext()
            beside = words + (tidy_line(text_of(following)) if following is not None else "")
            return bool(_DOCUMENT_NO.search(beside))
    return False
