"""People with their office, places, bodies, document numbers, money and targets, with exact places in the text."""

from archive.records import Mention
from pipelines.entities.figures import find_documents, find_money, find_targets
from pipelines.entities.orgs import find_orgs
from pipelines.entities.people import find_people
from pipelines.entities.places import find_places, home_of

__all__ = ["find_mentions", "home_of"]


def find_mentions(text: str, home: str = "") -> tuple[Mention, ...]:
    """Return every mention in an article's text, in the order of their places.

    `text[mention.start:mention.end]` are the words; kinds are person, place, org, document, money and target. `home`
    is the code of the place that the source is local to; it settles names that several places share.
    """
    named = [*find_people(text), *find_places(text, home), *find_orgs(text)]
    found = [*named, *find_documents(text), *find_money(text), *find_targets(text)]
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end, mention.kind)))
