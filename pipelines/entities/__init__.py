"""People with their office, document numbers, money and dated targets, with exact places."""

from archive.records import Mention
from pipelines.entities.figures import find_documents, find_money, find_targets
from pipelines.entities.people import find_people

__all__ = ["find_mentions"]


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Return every mention in an article's text, in the order of their places.

    `text[mention.start:mention.end]` are the words; kinds are person, document, money and target.
    """
    found = [*find_people(text), *find_documents(text), *find_money(text), *find_targets(text)]
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end, mention.kind)))
