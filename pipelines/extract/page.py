"""Read one fetched page of HTML: choose among the ways of reading, field by field.

Order of trust: the source's own selectors; the page's template (Founder e-paper, government tags); labels beside the
headline; JSON-LD and meta tags; the address; a general reader. Every field's provenance says which it was.
Pages that continue on others are read as they are; collecting the parts is the spider's business.
"""

import re
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from archive.records import Kind, Reason, Rejected
from pipelines.extract.assemble import assemble
from pipelines.extract.attachments import find_attachments
from pipelines.extract.by_model import UNSURE
from pipelines.extract.confidence import TEXT_UNSURE
from pipelines.extract.containers import find_body
from pipelines.extract.epaper_families import read_family
from pipelines.extract.founder import FounderPage, read_founder
from pipelines.extract.furniture import Furniture, homes_of_furniture, without_furniture
from pipelines.extract.gov import tags
from pipelines.extract.kinds import declared_language, language_of
from pipelines.extract.layers import read_layers
from pipelines.extract.policy_table import take_policy_table
from pipelines.extract.reading import Reading
from pipelines.extract.refusals import refuse, refuse_list, refuse_wordless, wall_in_script
from pipelines.extract.ruled import read_ruled
from pipelines.extract.rules import drop, read_body
from pipelines.extract.sight import Sight
from pipelines.extract.tree import Block, blocks, parse
from pipelines.items import FetchedPage, ReadRules

VERSION = "7"
"""Changes whenever the same bytes may read differently."""


GUESSED = ("model", "trafilatura", "text mass")
"""Bodies found without a mark of the template: they may be anything."""

PRINTED_CHARS = 10
"""In an e-paper every page under an article's address is an article: 更正, 讣告 and 启事 may be one line."""

# Most pages have neither a policy table nor a file, and looking for them in the tree takes a fifth of their time.
_TABLE_SIGNS = "索题号裁种效"
_FILE_NAME = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?)\b", re.I)


@dataclass(slots=True, kw_only=True)
class _Found:
    """The body of a page before it is sorted."""

    blocks: list[Block]
    how: str
    founder: FounderPage | None = None
    agreement: float = 1.0
    """How far two readers of the body agree, 0 to 1; 1 where only one was asked."""


def read_page(html: str, page: FetchedPage) -> tuple[Reading, ...] | Rejected:
    """Read the article on a page, or say why there is none. One page of HTML holds one article."""
    if shut := wall_in_script(html):
        return shut
    root = parse(html)
    if root is None:
        return Rejected(reason=Reason.EMPTY, detail="nothing to parse")
    drop(root, page.rules.remove)
    if (ruled := read_ruled(root, html, page)) is not None:
        return _accept(ruled.whole, ruled.sight, guessed=False)
    sight = _look(root, html, page)
    found = _body(sight)
    if isinstance(found, Rejected):
        return found
    whole = assemble(sight, read_layers(sight, found.founder, found.blocks), found.blocks, found.how, found.founder)
    if found.agreement < UNSURE or found.how == "json-ld":
        whole = replace(whole, flags=(*whole.flags, TEXT_UNSURE))
    return _accept(whole, sight, guessed=found.how.startswith(GUESSED), printed=found.founder is not None)


def _look(root: HtmlElement, html: str, page: FetchedPage) -> Sight:
    facts = take_policy_table(root) if any(map(html.__contains__, _TABLE_SIGNS)) and not _is_printed(html) else {}
    seen = blocks(root)
    sample = "".join(sorted((block.text for block in seen), key=len, reverse=True)[:8])
    declared = declared_language(root) or page.hints.language
    language = language_of(sample, declared)
    return Sight(
        root=root,
        html=html,
        page=page,
        meta=tags(root),
        blocks=seen,
        facts=facts,
        attachments=find_attachments(root, page.url) if _FILE_NAME.search(html) else (),
        language=language,
    )


def _is_printed(html: str) -> bool:
    """Tell whether a page is the e-paper engine's, which has no policy tables."""
    return "enpproperty" in html or "founder-content" in html


def _body(sight: Sight) -> _Found | Rejected:
    ruled, how = read_body(sight.root, sight.page.rules)
    url = sight.page.url
    founder = read_founder(sight.root, sight.html, url, sight.blocks) or read_family(sight.root, url)
    if ruled:
        return _Found(blocks=ruled, how=how, founder=founder)
    furniture = Furniture(hashes=sight.page.furniture)
    if founder:
        own = without_furniture(founder.blocks, furniture)
        return _Found(blocks=own, how="founder", founder=founder)
    title = sight.root.findtext("head/title") or ""
    if refused := refuse_list(url, sight.meta, sight.blocks, title.strip()):
        return refused
    seen = without_furniture(sight.blocks, furniture)
    skipped = homes_of_furniture(sight.blocks, seen)
    general = find_body(sight.root, seen, sight.meta, chinese=sight.chinese, skip=skipped)
    own = without_furniture(general.blocks, furniture)
    return _Found(blocks=own, how=general.how, agreement=general.agreement)


def _accept(whole: Reading, sight: Sight, *, guessed: bool, printed: bool = False) -> tuple[Reading, ...] | Rejected:
    if refused := refuse(whole.title, whole.text, sight.blocks):
        return refused
    if guessed and sight.chinese and whole.text and (listing := refuse_wordless(whole.text)):
        return listing
    if not whole.title:
        return Rejected(reason=Reason.NO_TITLE, detail=whole.text[:60])
    if not whole.text:
        return Rejected(reason=Reason.EMPTY, detail=whole.title)
    # A circular of one line, whose words stand in its attachment, is whole.
    is_cover = bool(sight.facts or sight.attachments)
    if len(whole.text) < _floor(sight.page.rules, printed=printed) and whole.kind is not Kind.PHOTO and not is_cover:
        return Rejected(reason=Reason.TOO_SHORT, detail=f"{len(whole.text)} characters")
    edition = sight.page.hints.edition_on
    if edition and whole.published_on and whole.published_on != edition:
        return Rejected(reason=Reason.WRONG_DAY, detail=f"{whole.published_on} instead of {edition}")
    return (
        replace(
            whole,
            language=whole.language or sight.language,
            policy_facts=sight.facts,
            attachments=sight.attachments,
        ),
    )


def _floor(rules: ReadRules, *, printed: bool) -> int:
    """Return how many characters an article has at least: fewer in print, where the source says nothing else."""
    return PRINTED_CHARS if printed and rules.min_chars == ReadRules().min_chars else rules.min_chars
