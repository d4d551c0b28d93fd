"""One letter: stories in, a mail out. Pure: the same letter gives the same bytes.

A letter names no address: `addressed` adds it when it goes out. Text from outside never reaches a header or a page
unescaped: headers are cleaned of line breaks and control characters, the HTML is escaped by the template engine.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from css_inline import CSSInliner
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from archive.records import Mark, Snippet
from archive.web.marks import marked
from scheduler.alerts.words import count, say, say_day

LARGEST_LETTER = 60_000
"""Bytes of a whole mail; Gmail hides what goes beyond about 102,000."""
MOST_STORIES = 60
LONGEST_HEADLINE = 60
"""Characters of the headline in the subject line."""
# As they stand: the standard folder would write a long address or id as an encoded word, which no program reads back.
UNFOLDED = frozenset({"list-unsubscribe", "references", "in-reply-to", "list-id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSaid:
    """A theme of a story, in the reader's language, with the words that earned it."""

    name: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One item of a letter."""

    title: str
    kicker: str
    subtitle: str
    source_name: str
    published_on: date | None
    page: str
    """Layout page with its name, such as `01 要闻`; empty when there was none."""
    sentence: Snippet
    """Stands literally in the stored article."""
    themes: tuple[ThemeSaid, ...]
    """Highest score first; the first one is the heading that the story stands under."""
    searches: tuple[str, ...]
    """Names of all the reader's searches that found it."""
    also: tuple[str, ...]
    """Names of the other sources that printed it."""
    archive_url: str
    original_url: str
    """Empty when the address is not one of the web."""
    language: str
    """BCP 47 of the article."""
    weight: float
    """How much it is about policy; the largest is the best headline."""
    title_marks: tuple[Mark, ...] = ()
    doubtful: bool = False
    less_url: str = ""
    """Page that narrows the search that found it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A saved search as the letter names it."""

    label: str
    url: str
    """All its results."""
    stop_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All that a letter is made of."""

    language: str
    """zh or en."""
    sender: str
    sender_name: str
    message_id: str
    thread_id: str
    """Message id that all letters about one saved search refer to, so that mail programs show them together."""
    list_id: str
    written_at: datetime
    stories: tuple[Story, ...]
    searches: tuple[Search, ...]
    """The first one names the letter in its subject."""
    stop_all_url: str
    manage_url: str
    """All the reader's alerts and settings."""
    stop_by_mail: str
    """mailto: address of the same."""
    gaps: tuple[str, ...] = ()
    """Sources behind the searches that are not well, each with the day of its last good run."""
    unlisted: int = 0
    """Further stories that did not fit."""


class LetterPolicy(EmailPolicy):
    """SMTP line ends, and no encoded words inside addresses and ids."""

    def fold(self, name: str, value: Any) -> str:
        """Return one header with its line breaks."""
        if name.lower() in UNFOLDED:
            return f"{name}: {value}".replace(">, <", ">,\r\n <") + "\r\n"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return one header with its line breaks, as bytes."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


POLICY = LetterPolicy(linesep="\r\n", raise_on_defect=False)


def write(letter: Letter) -> EmailMessage:
    """Return the mail, at most LARGEST_LETTER bytes: what does not fit is counted, with a link to all results."""
    listed = min(len(letter.stories), MOST_STORIES)
    ranked = sorted(letter.stories, key=lambda story: (story.doubtful, -story.weight))
    while True:
        cut = replace(letter, stories=tuple(ranked[:listed]), unlisted=letter.unlisted + len(ranked) - listed)
        mail = _mail(cut)
        size = len(mail.as_bytes())
        if size <= LARGEST_LETTER or listed <= 1:
            return mail
        listed = max(1, min(listed - 1, listed * LARGEST_LETTER // size))


def message_headers(
    *, sender: str, sender_name: str, subject: str, message_id: str, written_at: datetime
) -> EmailMessage:
    """Return a mail without a body, with the headers that every letter of ours has; `addressed` adds the reader's."""
    mail = EmailMessage(policy=POLICY)
    mail["From"] = Address(display_name=one_line(sender_name), addr_spec=sender)
    mail["Subject"] = one_line(subject)
    mail["Date"] = format_datetime(written_at)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    return mail


def addressed(recipient: str, letter: bytes) -> bytes:
    r"""Return a frozen letter with the address it goes to, which the archive does not keep.

    >>> addressed("li@example.org", b"Subject: 1\r\n")
    b'To: li@example.org\r\nSubject: 1\r\n'
    """
    return b"To: " + recipient.encode("ascii") + b"\r\n" + letter


def fill_bodies(mail: EmailMessage, *, template: str, language: str, **fields: Any) -> None:
    """Give a mail its two bodies, text first, from `<template>.txt.jinja` and `<template>.html.jinja`.

    `language` is zh or en; the templates get it, its BCP 47 tag as `lang`, and `say` in it.
    """

    def say_it(key: str, **words: object) -> str:
        return say(language, key, **words)

    tag = "zh-Hans" if language == "zh" else "en"
    fields |= {"language": language, "lang": tag, "say": say_it}
    text = _templates().get_template(f"{template}.txt.jinja").render(**fields)
    page = _templates().get_template(f"{template}.html.jinja").render(**fields)
    mail.set_content(text, cte="base64")
    mail.add_alternative(_inliner().inline(page), subtype="html", cte="base64")
    mail["Content-Language"] = tag  # not before: new content drops all Content- headers
    # The library draws boundaries by chance; ours come from the message id, so that a letter is always the same bytes.
    mail.set_boundary("=_" + re.sub(r"[^0-9A-Za-z]", "", mail["Message-ID"])[:40])


def one_line(text: str) -> str:
    r"""Return text that cannot leave its header: no line breaks, no control characters, single spaces.

    >>> one_line("市委\r\nBcc: all@example.org\x00")
    '市委 Bcc: all@example.org'
    """
    printable = "".join(" " if character.isspace() else character for character in text)
    return " ".join("".join(c for c in printable if c.isprintable()).split())


def subject_of(letter: Letter) -> str:
    """Return count, best headline and search name."""
    best = max(letter.stories, key=lambda story: (not story.doubtful, story.weight))
    total = count(letter.language, "count", len(letter.stories) + letter.unlisted)
    headline, name = shortened(best.title), shortened(letter.searches[0].label, 40)
    return f"{total}{say(letter.language, 'colon')}{headline} · {name}"


def shortened(text: str, longest: int = LONGEST_HEADLINE) -> str:
    """Return one line of at most `longest` characters.

    >>> shortened("创新引领产业强市", 5)
    '创新引领…'
    """
    line = one_line(text)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _mail(letter: Letter) -> EmailMessage:
    mail = message_headers(
        sender=letter.sender,
        sender_name=letter.sender_name,
        subject=subject_of(letter),
        message_id=letter.message_id,
        written_at=letter.written_at,
    )
    mail["References"] = letter.thread_id
    mail["List-Id"] = letter.list_id
    mail["List-Unsubscribe"] = f"<{letter.stop_all_url}>, <{letter.stop_by_mail}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    fill_bodies(
        mail,
        template="alert",
        language=letter.language,
        letter=letter,
        groups=_by_theme(letter),
        heading=count(letter.language, "heading", len(letter.stories) + letter.unlisted),
        facts=lambda story: facts_of(letter.language, story),
    )
    return mail


def _by_theme(letter: Letter) -> list[tuple[str, list[Story]]]:
    """Return the stories under the theme each is most about, in the order given; those without one come last."""
    groups: dict[str, list[Story]] = {}
    for story in letter.stories:
        groups.setdefault(story.themes[0].name if story.themes else "", []).append(story)
    other = groups.pop("", [])
    named = list(groups.items())
    if other:
        named.append((say(letter.language, "no-theme") if named else "", other))
    return named


def facts_of(language: str, story: Story) -> str:
    """Return where and when a story stood, on one line."""
    facts = [story.source_name, say_day(language, story.published_on)]
    if story.page:
        label, _, name = story.page.partition(" ")
        facts.append(f"{say(language, 'page', label=label)} {name}".strip())
    return one_line(" · ".join(facts))


def marked_text(snippet: Snippet) -> str:
    """Return the sentence as one line with its marks between 【 and 】, which plain text can show."""
    parts, done = [], 0
    for mark in sorted(snippet.marks, key=lambda one: one.start):
        if mark.start >= done:
            parts += [snippet.text[done : mark.start], "【", snippet.text[mark.start : mark.end], "】"]
            done = mark.end
    return one_line("".join([*parts, snippet.text[done:]]))


def _marked_html(snippet: Snippet) -> Markup:
    return marked(snippet.text, snippet.marks)


def mailto(address: str, subject: str) -> str:
    """Return a mailto: address."""
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}"


def names(language: str, given: Sequence[str]) -> str:
    """Return names joined as the language lists them."""
    return say(language, "comma").join(one_line(name) for name in given)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("scheduler.alerts"),
        # The plain text must not be escaped; every other name is.
        autoescape=select_autoescape(disabled_extensions=("txt.jinja",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        one_line=one_line, names=names, marked_text=marked_text, marked_html=_marked_html, marked=marked
    )
    return made


@cache
def _inliner() -> CSSInliner:
    # Mail programs drop <style>; the rules for dark screens stay in one for those that keep it.
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
