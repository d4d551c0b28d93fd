"""The tables of the address book: who the numbers in the archive are, and where letters that are no mail go."""

from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table

VERSION = 1
"""A later program adds its steps where a book is opened, one a version."""
TABLES = MetaData()
CONTACT = Table(
    "contact",
    TABLES,
    Column("subscriber_id", Integer, primary_key=True, autoincrement=False),
    Column("email", String, unique=True, nullable=False),
    Column("language", String(10), nullable=False),
    Column("time_zone", String, nullable=False),
    Column("quiet", String(11), nullable=False),
    Column("working_days_only", Boolean, nullable=False),
    Column("letters_at", String(5), nullable=False),
)
TARGET = Table(
    "target",
    TABLES,
    Column("subscription_id", Integer, primary_key=True, autoincrement=False),
    Column("address", String, nullable=False),
    Column("secret", String, nullable=False),
)
