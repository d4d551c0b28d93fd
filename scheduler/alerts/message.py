"""A letter for programs and chats: the same stories as in a mail, as JSON. Pure: the same letter gives the same bytes.

`for_webhook` is documented field by field in docs/readers/webhooks.md; a field is never renamed, only added.
"""

import json
from typing import Any

from archive.records import Snippet
from scheduler.alerts.letter import Letter, Story, facts_of, marked_text, one_line, subject_of
from scheduler.alerts.words import say

MOST_STORIES = 100
LONGEST_CHAT = 2000
"""Bytes of a chat message in UTF-8; WeCom's robots take 2,048, Feishu's and DingTalk's some 20,000."""


def for_webhook(letter: Letter, alert: dict[str, Any]) -> bytes:
    """Return the JSON that goes to a webhook; `alert` is its number, name and query."""
    told = letter.stories[:MOST_STORIES]
    data = {
        "alert": alert,
        "stories": [_story(story) for story in told],
        "unlisted": len(letter.stories) - len(told) + letter.unlisted,
        "gaps": list(letter.gaps),
        "results": letter.searches[0].url,
        "manage": letter.manage_url,
    }
    body = {"type": "jianbao.alert.v1", "timestamp": letter.written_at.isoformat(), "data": data}
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode()


def for_chat(letter: Letter) -> bytes:
    """Return the JSON of a chat message: a title, and a text of at most LONGEST_CHAT bytes.

    What does not fit is counted in its last line, with the address of all results.
    """
    close = _closing(letter)
    parts: list[str] = []
    for number, story in enumerate(letter.stories):
        left = len(letter.stories) - number + letter.unlisted
        text = "\n\n".join([*parts, _lines(letter.language, story)])
        if len(f"{text}\n\n{_more(letter, left - 1)}{close}".encode()) > LONGEST_CHAT:
            parts.append(_more(letter, left).strip())
            break
        parts.append(_lines(letter.language, story))
    body = "\n\n".join([*parts, close])
    return json.dumps({"title": subject_of(letter), "body": body}, ensure_ascii=False, sort_keys=True).encode()


def _story(story: Story) -> dict[str, Any]:
    return {
        "title": story.title,
        "kicker": story.kicker,
        "subtitle": story.subtitle,
        "source": story.source_name,
        "published_on": story.published_on.isoformat() if story.published_on else None,
        "page": story.page,
        "language": story.language,
        "sentence": _sentence(story.sentence),
        "themes": [{"name": theme.name, "words": list(theme.words)} for theme in story.themes],
        "also_printed_by": list(story.also),
        "archive": story.archive_url,
        "original": story.original_url,
        "may_have_arrived_before": story.doubtful,
    }


def _sentence(snippet: Snippet) -> dict[str, Any]:
    return {"text": snippet.text, "marks": [[mark.start, mark.end] for mark in snippet.marks]}


def _lines(language: str, story: Story) -> str:
    """Return one story in plain text: title, where it stood, the sentence, the link."""
    doubt = [say(language, "doubtful")] if story.doubtful else []
    told = [one_line(story.title), facts_of(language, story), marked_text(story.sentence), *doubt, story.archive_url]
    return "\n".join(line for line in told if line)


def _more(letter: Letter, left: int) -> str:
    return f"{say(letter.language, 'more', n=left)}{letter.searches[0].url}\n\n" if left > 0 else ""


def _closing(letter: Letter) -> str:
    gaps = [say(letter.language, "gaps") + say(letter.language, "comma").join(letter.gaps)] if letter.gaps else []
    return "\n".join([*gaps, f"{say(letter.language, 'manage')}{say(letter.language, 'colon')}{letter.manage_url}"])
