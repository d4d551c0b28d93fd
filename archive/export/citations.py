"""One article as a citation: GB/T 7714-2015 (online newspaper article, [N/OL]), BibTeX, RIS, CSL-JSON.

The access day is the (UTC) day of the capture that the text was read from: that is what the archive can prove.
"""

from datetime import date
from typing import Any

from archive.export.references import Reference, reference
from archive.read.views import ArticleView

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


def gbt7714(article: ArticleView | Reference) -> str:
    """Return the article as GB/T 7714-2015 asks: authors. title[N/OL]. paper, day(page)[access day]. address."""
    one = _reference(article)
    names = ", ".join(one.writers[:MOST_NAMES]) + (", 等" if len(one.writers) > MOST_NAMES else "")
    printed = f"{one.printed_on.isoformat() if one.printed_on else ''}{f'({one.page})' if one.page else ''}"
    paper = ", ".join(part for part in (one.paper, printed) if part)
    body = f"{one.title}[N/OL]. {paper}[{one.accessed_on.isoformat()}]. {one.url}."
    return f"{names}. {body}" if names else body


def bibtex(article: ArticleView | Reference) -> str:
    """Return the article as a BibTeX entry, key `source-number`."""
    one = _reference(article)
    day = one.printed_on
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in one.writers),
        "title": f"{{{_tex(one.title)}}}",
        "journal": _tex(one.paper),
        "year": f"{day.year:04d}" if day else "",
        "month": str(day.month) if day else "",
        "day": str(day.day) if day else "",
        "pages": _tex(one.page),
        "url": _address(one.url),
        "urldate": one.accessed_on.isoformat(),
        "language": _tex(one.language),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@article{{{one.source}-{one.id},", *lines, "}", ""])


def ris(article: ArticleView | Reference) -> str:
    """Return the article as a RIS record of type NEWS."""
    one = _reference(article)
    day, accessed = one.printed_on, one.accessed_on
    tags = [("TY", "NEWS"), *(("AU", name) for name in one.writers)]
    tags += [("TI", one.title), ("T2", one.paper)]
    tags += [("DA", f"{day:%Y/%m/%d}"), ("PY", f"{day.year:04d}")] if day else []
    tags += [("SP", one.page), ("LA", one.language), ("UR", one.url)]
    tags += [("Y2", f"{accessed:%Y/%m/%d}"), ("ID", str(one.id))]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in tags if value) + "ER  - \r\n"


def csl(article: ArticleView | Reference) -> dict[str, Any]:
    """Return the article as an item of CSL-JSON 1.0, which Zotero and pandoc read; names are given as printed."""
    one = _reference(article)
    item: dict[str, Any] = {
        "id": f"{one.source}-{one.id}",
        "type": "article-newspaper",
        "title": one.title,
        "author": [{"literal": name} for name in one.writers],
        "container-title": one.paper,
        "issued": _parts(one.printed_on) if one.printed_on else {},
        "page": one.page,
        "URL": one.url,
        "accessed": _parts(one.accessed_on),
        "language": one.language,
    }
    return {name: value for name, value in item.items() if value}


def _reference(article: ArticleView | Reference) -> Reference:
    return article if isinstance(article, Reference) else reference(article)


def _parts(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _tex(text: str) -> str:
    return text.translate(BIBTEX_SPECIAL)


def _address(url: str) -> str:
    """The address with what would end the field written in percent form."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
