"""One article as a citation: GB/T 7714-2015 (online newspaper article, [N/OL]), BibTeX, RIS.

The access day is the (UTC) day of the capture that the text was read from: that is what the archive can prove.
"""

from datetime import date

from archive.records import Role
from archive.views import ArticleView

# Photographers and editors did not write the text.
WRITERS = (Role.AUTHOR, Role.REPORTER, Role.CORRESPONDENT, Role.COMMENTATOR)
# GB/T 7714-2015, 8.1.2: three names at most, then 等.
MOST_NAMES = 3
BIBTEX_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "%": r"\%",
        "&": r"\&",
        "#": r"\#",
        "$": r"\$",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def gbt7714(view: ArticleView) -> str:
    """Return the article as GB/T 7714-2015 asks: authors. title[N/OL]. paper, day(page)[access day]. address."""
    writers = _writers(view)
    names = ", ".join(writers[:MOST_NAMES]) + (", 等" if len(writers) > MOST_NAMES else "")
    day, page = _day(view), _page(view)
    printed = f"{day.isoformat() if day else ''}{f'({page})' if page else ''}"
    paper = ", ".join(part for part in (_line(view.source.name), printed) if part)
    body = f"{_line(view.title)}[N/OL]. {paper}[{_accessed_on(view).isoformat()}]. {_line(view.url)}."
    return f"{names}. {body}" if names else body


def bibtex(view: ArticleView) -> str:
    """Return the article as a BibTeX entry, key `source-number`."""
    day = _day(view)
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in _writers(view)),
        "title": f"{{{_tex(view.title)}}}",
        "journal": _tex(view.source.name),
        "year": f"{day.year:04d}" if day else "",
        "month": str(day.month) if day else "",
        "day": str(day.day) if day else "",
        "pages": _tex(_page(view)),
        "url": _address(view.url),
        "urldate": _accessed_on(view).isoformat(),
        "language": _tex(view.language),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@article{{{view.source.id}-{view.id},", *lines, "}", ""])


def ris(view: ArticleView) -> str:
    """Return the article as a RIS record of type NEWS."""
    day, accessed = _day(view), _accessed_on(view)
    tags = [("TY", "NEWS"), *(("AU", name) for name in _writers(view))]
    tags += [("TI", _line(view.title)), ("T2", _line(view.source.name))]
    tags += [("DA", f"{day:%Y/%m/%d}"), ("PY", f"{day.year:04d}")] if day else []
    tags += [("SP", _page(view)), ("LA", _line(view.language)), ("UR", _line(view.url))]
    tags += [("Y2", f"{accessed:%Y/%m/%d}"), ("ID", str(view.id))]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in tags if value) + "ER  - \r\n"


def _writers(view: ArticleView) -> list[str]:
    return [_line(person.name) for person in view.people if person.role in WRITERS]


def _day(view: ArticleView) -> date | None:
    return view.published_on or (view.placements[0].edition_on if view.placements else None)


def _page(view: ArticleView) -> str:
    return _line(view.placements[0].page_label) if view.placements else ""


def _accessed_on(view: ArticleView) -> date:
    return (view.capture.ref.fetched_at if view.capture else view.first_seen_at).date()


def _line(text: str) -> str:
    return " ".join(text.split())


def _tex(text: str) -> str:
    return _line(text).translate(BIBTEX_SPECIAL)


def _address(url: str) -> str:
    """The address with what would end the field written in percent form."""
    return _line(url).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
