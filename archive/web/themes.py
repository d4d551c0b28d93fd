"""The names of themes in the reader's language, read once a page."""

from dataclasses import dataclass

from sqlalchemy import Engine

from archive import read
from archive.records import ThemeName


@dataclass(slots=True, kw_only=True)
class Label:
    """A theme as a link."""

    id: str
    name: str
    address: str


class ThemeNames:
    """Says themes in one language; a theme that the archive does not know is said by its id."""

    def __init__(self, engine: Engine, language: str) -> None:
        self.language = language
        self.known = read.themes(engine)

    def name(self, theme: str) -> str:
        """Return the name of a theme."""
        record = self.known.get(theme)
        return (self.of(record.zh, record.en) if record else "") or theme

    def group(self, record: ThemeName) -> str:
        """Return the name of the group a theme stands in, empty when it has none."""
        return self.of(record.group_zh, record.group_en)

    def of(self, zh: str, en: str) -> str:
        """Return the name in the reader's language, the other when there is none."""
        return (zh or en) if self.language == "zh" else (en or zh)
