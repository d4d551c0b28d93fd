"""PostgreSQL below the archive: how the engine is made, what the server must be, and what its refusals mean.

Writers take turns by one advisory lock (`TAKE_TURN`), as they do on SQLite by the lock of the file: what a writer reads
is true until it commits, and the change log grows in the order in which its events become visible.
See docs/decisions/0009.
"""

import json
from functools import partial
from typing import Any

from sqlalchemy import URL, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from archive.config import DatabaseConfig, read_secret
from archive.errors import DatabaseError

OLDEST_SERVER = 15
WRITERS_TURN = 20_240_220
"""Number of the advisory lock that writers take turns by; any constant will do."""
UPGRADE_TURN = 20_240_221
"""Number of the advisory lock of whoever makes or changes the tables."""
IDLE_WRITER = "60s"
"""A writer whose process stopped answering in mid-transaction, its machine unplugged or frozen, is cut off after this:
nobody waits for it longer. A live one never idles: its transactions take milliseconds."""
# Asynchronous commits survive the death of this process; the newest 0.6 s of them may be lost with the server, wholly
# and in order, and the next crawl brings them back. One statement, because each costs a round trip.
_SETTINGS = (
    "SELECT set_config('synchronous_commit', :commits, true),"
    f" set_config('idle_in_transaction_session_timeout', '{IDLE_WRITER}', true)"
)
BEGIN_BESIDE_OTHERS = text(_SETTINGS)
BEGIN_ALONE = text(f"{_SETTINGS}, pg_advisory_xact_lock({WRITERS_TURN})")
TAKE_TURN = text("SELECT pg_advisory_xact_lock(:turn)")
READABLE_JSON = partial(json.dumps, ensure_ascii=False)
"""Half the bytes for Chinese, and readable in psql."""
CONNECT_S = 10
"""How long the server may take to answer a new connection, in seconds."""
MENDS = {
    "3D000": "make it: CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' OWNER {user}",
    "28P01": "put the password of {user} into the first line of a file and name it in [database] password_file",
    "28000": "let {user} in by pg_hba.conf, or name another one in [database] url",
    "42501": "let {user} own the database: ALTER DATABASE {database} OWNER TO {user}",
    "53300": "raise max_connections of the server, or lower [database] connections",
}
"""SQLSTATE → what to do about it (PostgreSQL documentation, appendix A)."""
LOCK_TIMEOUT = "55P03"
UNREACHED = "start the server, or correct host, port and name in [database] url"


def postgresql_engine(url: URL, config: DatabaseConfig, *, pooled: bool = True) -> Engine:
    """Return an engine for a server, which need not be closed when it is not `pooled`; connects to nothing yet."""
    if config.password_file:
        url = url.set(password=read_secret(config.password_file))
    pool: dict[str, Any] = {"poolclass": NullPool}
    if pooled:
        pool = {"pool_pre_ping": True, "pool_size": config.connections, "max_overflow": config.connections}
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        **pool,
        json_serializer=READABLE_JSON,
        execution_options={"database_config": config},
        connect_args=_connect_args(url, config),
    )


def check_server(engine: Engine) -> None:
    """Raise DatabaseError when the server is too old, or keeps other text than Unicode."""
    with engine.connect() as connection:
        version = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
        encoding = str(connection.scalar(text("SHOW server_encoding")))
    refuse_unfit(engine, version, encoding)


def refuse_unfit(engine: Engine, version: int, encoding: str) -> None:
    """Raise DatabaseError when a server of this major version and encoding cannot keep the archive."""
    if version < OLDEST_SERVER:
        raise DatabaseError(
            f"the server is PostgreSQL {version}, older than {OLDEST_SERVER}",
            mend=f"upgrade the server to PostgreSQL {OLDEST_SERVER} or newer",
        )
    if encoding != "UTF8":
        raise DatabaseError(
            f"the database '{engine.url.database}' keeps text as {encoding}, which cannot hold Chinese and the rest",
            mend=_filled(
                "make another and name it in [database] url: " + MENDS["3D000"].removeprefix("make it: "), engine
            ),
        )


def take_turn(connection: Any, turn: int) -> None:
    """Wait until no other transaction has this turn; it ends with the caller's transaction."""
    connection.execute(TAKE_TURN, {"turn": turn})


def explained(error: DBAPIError, engine: Engine) -> DatabaseError:
    """Return what the server, or its silence, means and what to do about it. Names no password."""
    code = getattr(error.orig, "sqlstate", None) or _code_in(str(error.orig))
    address = engine.url.render_as_string(hide_password=True)
    said = str(error.orig).strip().splitlines()
    return DatabaseError(
        f"cannot open {address}: {said[0] if said else 'no reason was given'}",
        mend=_filled(MENDS.get(code, UNREACHED), engine),
    )


def has_waited_too_long(error: DBAPIError) -> bool:
    """True when either database gave up waiting for a lock that another process holds."""
    return getattr(error.orig, "sqlstate", None) == LOCK_TIMEOUT or str(error.orig) == "database is locked"


def _code_in(said: str) -> str:
    """The driver gives no SQLSTATE for what the server says before it lets anyone in."""
    signs = {"password authentication failed": "28P01", "no password supplied": "28P01", "does not exist": "3D000"}
    signs |= {"no pg_hba.conf entry": "28000", "too many clients": "53300", "remaining connection slots": "53300"}
    return next((code for sign, code in signs.items() if sign in said), "")


def _filled(mend: str, engine: Engine) -> str:
    return mend.format(database=engine.url.database or "jianbao", user=engine.url.username or "jianbao")


def _connect_args(url: URL, config: DatabaseConfig) -> dict[str, Any]:
    wait_ms, longest_ms = int(config.busy_timeout_s * 1000), int(config.statement_timeout_s * 1000)
    own = url.query.get("options", "")
    options = f"-c timezone=UTC -c lock_timeout={wait_ms} -c statement_timeout={longest_ms} -c jit=off {own}"
    return {
        "connect_timeout": CONNECT_S,
        "application_name": "jianbao",
        # Else a server of another encoding answers in bytes, before we can say what is wrong with it.
        "client_encoding": "UTF8",
        "options": options.strip(),
        # A server whose machine vanished is noticed in about a minute.
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }
