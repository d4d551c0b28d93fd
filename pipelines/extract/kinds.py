"""What sort of article it is, from its bylines, headline and section; and the language, from its script."""

import re

from lxml.html import HtmlElement

from archive.records import Kind, Person, Role

_COMMENT = re.compile(
    r"^(?:社论|社评|评论|时评|短评|快评|锐评|漫评|评论员文章|本报评论员)|评论员[:：]?$|[｜|丨](?:评论|时评)"
)
_COMMENT_PAGE = re.compile(r"评论|观点|时评|言论")
_NOTICE = re.compile(
    r"(?:(?<!通知)公告|公示|启事|遗失声明|声明|讣告|拍卖公告|招标公告|中标公告|注销公告|减资公告|通告|停[水电气热]的?通知|征集令?|招聘简章|^更正|^勘误|^致歉)"
    r"(?:[（(].{0,20}[）)])?$"
)
_AD_TITLE = re.compile(
    r"^[【\[（(·]?\s*(?:公益|分类|商业)?广告\s*(?:[】\]）)·:：\s]|$)|[（(【·](?:公益)?广告[）)】·]$|^分类(?:信息|广告)"
    r"|^\W*(?:advertorial|sponsored(?: content| post)?|paid (?:post|content)|anzeige|publicidad)\W*(?::|$)",
    re.I,
)
_AD_PAGE = re.compile(
    r"(?:^|[:：·\s])(?:公益|分类|商业|形象)?广告(?:专版|专页|版)?$"
    r"|^(?:advertorials?|advertisements?|sponsored(?: content)?|partner content|paid (?:post|content)|anzeigen?)$",
    re.I,
)
"""Names of pages and columns; a headline that merely speaks of advertising is news."""
_SIMPLIFIED = frozenset("们这国会来时说对发动经现实开关产业务总长东门问间书学习应还进过见让认识设计记论与为个号后")
_TRADITIONAL = frozenset("們這國會來時說對發動經現實開關產業務總長東門問間書學習應還進過見讓認識設計記論與為個號後")


def kind_of(
    *,
    title: str,
    kicker: str,
    section: str,
    people: tuple[Person, ...],
    dateline: str,
    byline_first: bool,
    printed: bool,
) -> Kind:
    """Return the kind of an article that its page does not declare.

    In print a report opens with a dateline (本报讯); a feature has its byline under the headline and none.
    """
    if _AD_TITLE.search(title) or (_AD_PAGE.search(section.strip()) and not _NOTICE.search(title)):
        return Kind.AD
    if any(person.role is Role.COMMENTATOR for person in people):
        return Kind.COMMENTARY
    if _COMMENT.search(title) or _COMMENT.search(kicker) or _COMMENT_PAGE.search(section):
        return Kind.COMMENTARY
    if _NOTICE.search(title):
        return Kind.NOTICE
    if printed and byline_first and not dateline:
        return Kind.FEATURE
    return Kind.NEWS


_ONLY_SIMPLIFIED, _ONLY_TRADITIONAL = _SIMPLIFIED - _TRADITIONAL, _TRADITIONAL - _SIMPLIFIED
_HAN = re.compile("[\u3400-\u9fff]")
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")


def language_of(text: str, declared: str = "") -> str:
    """Return the language of a text as a BCP 47 tag: by script where it decides, else as declared.

    >>> language_of("市政府昨日印发管理办法"), language_of("Der Rat tagte", "de")
    ('zh-Hans', 'de')
    """
    sample = text[:5000]
    han, kana, hangul = (len(script.findall(sample)) for script in (_HAN, _KANA, _HANGUL))
    if kana > 0.1 * (han + kana):
        return "ja"
    if hangul > han and hangul > 0.2 * len(sample):
        return "ko"
    if han > 0.2 * len(sample):
        return _chinese(sample)
    return declared if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", declared) else ""


def _chinese(sample: str) -> str:
    simplified, traditional = (sum(map(own.__contains__, sample)) for own in (_ONLY_SIMPLIFIED, _ONLY_TRADITIONAL))
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def declared_language(root: HtmlElement) -> str:
    """Return the `lang` of the page, normalised to hyphens."""
    return (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip().replace("_", "-")
