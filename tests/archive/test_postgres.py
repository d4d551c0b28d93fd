"""What only PostgreSQL asks of the archive."""

from sqlalchemy import create_engine, text


def test_a_real_server_answers(postgres_url: str) -> None:
    """Tests have a PostgreSQL of version 15 or newer whose databases are UTF-8."""
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        version = connection.scalar(text("SHOW server_version_num"))
        encoding = connection.scalar(text("SHOW server_encoding"))
    engine.dispose()

    assert int(str(version)) >= 150000
    assert encoding == "UTF8"
