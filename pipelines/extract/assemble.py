"""Put the sorted text and the fields around it together into one reading."""

from collections.abc import Sequence
from dataclasses import replace

from archive.records import Kind, Person, Role
from pipelines.extract.asides import set_aside
from pipelines.extract.credits import read_credit
from pipelines.extract.founder import FounderPage
from pipelines.extract.head_lines import count_head_lines
from pipelines.extract.kinds import kind_of
from pipelines.extract.lines import Sorted, read_caption, sort_blocks, strip_jump
from pipelines.extract.people import company, dateline, unique
from pipelines.extract.reading import Reading
from pipelines.extract.sight import Sight
from pipelines.extract.tree import Block

PHOTO_STORY_MAX_CHARS = 400
"""Photo stories are one or two paragraphs ending in who took the picture."""

MAKERS = frozenset({Role.REPORTER, Role.CORRESPONDENT, Role.COMMENTATOR, Role.AUTHOR, Role.OTHER, Role.PHOTOGRAPHER})


def assemble(sight: Sight, known: Reading, body: Sequence[Block], how: str, founder: FounderPage | None) -> Reading:
    """Return the reading of a page whose fields and body blocks were found."""
    headlines = {known.title, known.kicker, known.subtitle, known.title_raw.replace("\n", "")} - {""}
    count = count_head_lines(body, known.title)
    again = [block.text for block in body[:count] if block.text not in headlines]
    body, pictures = (body[count:], []) if sight.chinese else set_aside(body[count:])
    done = sort_blocks(body, headlines)
    captions = (*(founder.captions if founder else ()), *done.captions)
    photo = _photo_story(body, done)
    if photo:
        done, captions = photo, ()
    printed = founder is not None
    named = known.page_name or sight.page.hints.page_name
    line = dateline(done.text[0]) if done.text else ""
    people, people_how = _people(known, done)
    whole = replace(
        known,
        subtitle=known.subtitle or " ".join(again),
        text=done.joined,
        captions=captions,
        credits=(*done.credits, *pictures),
        original_title=done.original_title,
        dateline=line,
        people=people,
        agency=known.agency or _agency(sight, line, people),
        kind=Kind.PHOTO if photo else known.kind or _kind(known, done, line, people, named, printed=printed),
    )
    return _explained(whole, known, how, people_how)


def _kind(
    known: Reading, done: Sorted, line: str, people: tuple[Person, ...], page_name: str, *, printed: bool
) -> Kind:
    return kind_of(
        title=known.title,
        kicker=known.kicker,
        section=known.section or page_name,
        people=people,
        dateline=line,
        byline_first=done.has_byline,
        printed=printed,
    )


def _people(known: Reading, done: Sorted) -> tuple[tuple[Person, ...], str]:
    """Return the writers from the most trusted place that names any, and the editors of all."""
    editors = [person for person in done.people if person.role not in MAKERS]
    writers = [person for person in done.people if person.role in MAKERS]
    how = known.provenance.get("people", "")
    if how.startswith("selector") or how == "json-ld" or not writers:
        return unique([*known.people, *editors]), how or ("credit line" if editors else "")
    return unique([*writers, *editors]), "byline"


def _agency(sight: Sight, line: str, people: tuple[Person, ...]) -> str:
    """Return whom the text is from by its dateline, or by the paper its reporter is of."""
    of_people = (company(each, sight.page.source_name) for person in people for each in (person.role_raw, person.name))
    return company(line, sight.page.source_name) or next(filter(None, of_people), "")


def _photo_story(body: Sequence[Block], done: Sorted) -> Sorted | None:
    """Return the blocks of a photo story, all of them text: the caption is the article. None for anything else."""
    lines = [text for block in body if (text := strip_jump(block.text))]
    if not lines or sum(map(len, lines)) > PHOTO_STORY_MAX_CHARS or len(done.text) > 2:
        return None
    last = read_caption(lines[-1], Block(text=lines[-1]))
    if last is None or not last.people:
        return None
    # In their own roles: the reporter who wrote it stays a reporter.
    return Sorted(text=lines, people=list(read_credit(lines[-1]) or last.people))


def _explained(whole: Reading, known: Reading, how: str, people_how: str) -> Reading:
    more = {
        "text": how,
        "subtitle": known.provenance.get("subtitle", "lines over the text"),
        "captions": how,
        "credits": how,
        "original_title": "line",
        "dateline": "text",
        "people": people_how,
        "kind": known.provenance.get("kind", "form"),
        "agency": known.provenance.get("agency", "dateline or byline"),
    }
    provenance = dict(known.provenance) | {name: value for name, value in more.items() if getattr(whole, name)}
    return replace(whole, provenance=provenance)
