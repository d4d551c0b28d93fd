"""What can go wrong, said so that a person can mend it.

Every error carries what is wrong (and where) and the mend. Doors print both; nobody sees a traceback for
a typing error of their own.
"""


class JianbaoError(Exception):
    """Something is wrong; `mend` says what to do about it.

    `str(error)` is the one sentence of what is wrong, with file:line or address where known.
    """

    exit_code = 1

    def __init__(self, wrong: str, *, mend: str = "") -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.mend = mend


class AskedWrongly(JianbaoError):
    """The person's request itself is at fault (unknown name, bad query); exit code 2."""

    exit_code = 2


class ConfigError(AskedWrongly):
    """A key or value in `jianbao.toml` or a `JIANBAO_*` variable does not fit."""


class SourceError(AskedWrongly):
    """A source file does not fit its schema, or no source has the id asked for."""


class QueryError(AskedWrongly):
    """A search query cannot be read; `position` counts characters from 0, None when no place is to blame."""

    def __init__(self, wrong: str, *, mend: str = "", position: int | None = None) -> None:
        super().__init__(wrong, mend=mend)
        self.position = position


class TaxonomyError(AskedWrongly):
    """A theme file does not fit its schema."""


class NotFound(AskedWrongly):
    """The thing asked for by number or name is not in the archive."""


class CaptureError(JianbaoError):
    """A capture cannot be written or read back, or its digest does not match."""


class DatabaseError(JianbaoError):
    """The database is of another schema, locked for too long, or cannot be opened."""


class MailError(JianbaoError):
    """The relay refused, or could not be reached."""
