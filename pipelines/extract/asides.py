"""Lines inside a text in an alphabet that are none of it: “Read more”, picture credits, marks of advertisements.

The block model takes them for paragraphs, since they stand among paragraphs and look like them. The words were put
together from what it chose wrongly on 283 saved pages: of the lines that they match 95 were wrong and 6 right.
"""

import re
from collections.abc import Sequence

from pipelines.extract.tree import Block

LINE_CHARS = 180
"""Longer lines are paragraphs, however they begin."""
NOTICE_CHARS = 420
"""Requests for consent explain themselves at length."""
TAIL_BLOCKS = 6
"""Invitations to follow and to write stand in the last blocks."""

_LEADS_AWAY = re.compile(
    r"^\W{0,4}(?:read (?:more|next|also|this next|full story)|also read|see (?:also|more)|don.t miss"
    r"|watch(?: more| now| live)?"
    r"|related(?: (?:posts?|articles?|stories|story|content|coverage|reading|news|videos?))?|more|listen|keep reading"
    r"|recommended(?: reading)?|you (?:might|may) also (?:like|be interested in)|what to read next|up next|next up"
    r"|in case you missed it|lesen sie (?:auch|mehr|hier)|lies auch|mehr zum thema|auch interessant|(?:à )?lire aussi"
    r"|lire (?:plus|la suite)|leia (?:mais|também)|veja (?:mais|também)|lea también|le puede interesar|leggi anche"
    r"|les også|läs (?:också|mer)|lees ook|lue myös|czytaj (?:też|także|więcej)|zobacz (?:też|także|również)"
    r"|читайте также)\s*(?:[:：\]»…]|\.{3}|[-–—]\s|$)"
    r"|^\W{0,4}(?:read more|read next|lesen sie auch|mehr zum thema|mehr über .{3,60} lesen sie)\b",
    re.I,
)
"""“Read more: …” in the languages of the training pages."""
_PICTURE = re.compile(
    r"^[(\[]?\s*(?:(?:image|photo|picture|video|foto|bild)s?\s*(?:credits?|copyright|courtesy|source|quelle)\b"
    r"|(?:image|photo|foto|bild|photographer|photograph)s?\s*[:|©])",
    re.I,
)
_MARK = re.compile(
    r"^\W*(?:advertisement|advertising|anzeige|werbung|publicité|publicidad|annons|annonse|article content|loading"
    r"|sponsored|story continues below(?: (?:this )?ad(?:vertisement)?)?|continue reading(?: below)?|copy link"
    r"|image|video|photo|share this(?: article| story)?|scroll to continue(?: with content)?"
    r"|weitere informationen|mehr anzeigen|show more|view comments|listen to (?:this )?article)\W*$",
    re.I,
)
_CONSENT = re.compile(
    r"externe[rn]? inhalt|empfohlener redaktioneller inhalt|may (?:earn|receive) (?:a|an affiliate) commission"
    r"|affiliate.links|ich bin damit einverstanden|privatsphäre-einstellungen|we need your (?:consent|permission) to"
    r"|independently (?:reviewed|selected|select|review)\b|accept (?:all )?cookies"
    r"|(?:to|um) .{0,30}(?:view|see|sehen) .{0,60}cookies",
    re.I,
)
_CONSENT_WORDS = (
    *("extern", "empfohlener", "commission", "affiliate", "einverstanden", "privatsphäre", "we need your"),
    *("independently", "cookies"),
)
"""Lines without any of them, nearly all, are told by plain words at a tenth of the price."""
_INVITES = re.compile(
    r"^\W*(?:follow .{2,60}(?:twitter|facebook|instagram|tiktok|linkedin)|(?:sign up|subscribe)\b.{0,80}newsletter"
    r"|get the latest .{0,60}(?:inbox|newsletter)|for more (?:stories|news) like this|like (?:it|this)\?"
    r"|listen to .{3,40} live|(?:tags?|topics?|filed under|schlagworte|stichworte)\s*:)"
    r"|(?:e-?mail|write to|contact|reached at|tip\?).{0,80}@\w",
    re.I,
)


def set_aside(blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """Return the blocks that are text, and the credits of pictures among the others.

    >>> set_aside([Block(text="READ MORE: Rain again"), Block(text="It rained."), Block(text="Photo: Anna Berg")])[1]
    ['Photo: Anna Berg']
    """
    kept: list[Block] = []
    pictures: list[str] = []
    after_lead = False
    for place, block in enumerate(blocks):
        if len(block.text) <= LINE_CHARS and _PICTURE.match(block.text):
            pictures.append(block.text)
        elif _leads_away(block):
            # What stands under such a line and is a link is what it leads to.
            after_lead = True
        elif not ((after_lead and block.links > 0.5 * len(block.text)) or _is_notice(block, place, len(blocks))):
            kept.append(block)
            after_lead = False
    return kept, pictures


def _leads_away(block: Block) -> bool:
    if len(block.text) > LINE_CHARS:
        return False
    shouts = block.text.isupper() and block.links >= 0.9 * len(block.text) and block.text.count(" ") >= 3
    return shouts or bool(_LEADS_AWAY.match(block.text))


def _is_notice(block: Block, place: int, count: int) -> bool:
    text = block.text
    if place >= count - TAIL_BLOCKS and len(text) <= LINE_CHARS and _INVITES.search(text):
        return True
    if _MARK.match(text):
        return True
    lowered = text.lower() if len(text) <= NOTICE_CHARS else ""
    return any(map(lowered.__contains__, _CONSENT_WORDS)) and bool(_CONSENT.search(text))
