"""Addresses: which article each leads to, what stood there last, when it was seen. Judges no text."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from archive.models import Address, Article, Capture
from archive.records import Draft, KnownAddress
from archive.records.addresses import to_name
from archive.store.rows import capture_id_of, text_digest


def is_older_than_known(session: Session, address: Address, draft: Draft) -> bool:
    """True when the draft was read from a capture older than the newest one of its address.

    So reading old captures again never puts an old text over a newer one.
    """
    if draft.capture is None or address.capture_id is None:
        return False
    newest = session.get_one(Capture, address.capture_id)
    return draft.capture.fetched_at < newest.fetched_at


def name_of(url: str) -> str:
    """Return the address that an article behind this one is known by; the same for what is no web address."""
    try:
        return to_name(url)
    except ValueError:
        return url


def twins(url: str) -> tuple[str, ...]:
    """Return the addresses that nearly always carry the same page: http or https, with www., m. or neither.

    The newer Founder papers also answer to `/PC/` written small, and link to both.

    >>> twins("https://www.paper.test/a")[:2]
    ('http://www.paper.test/a', 'https://paper.test/a')
    """
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in ("http", "https"):
        return ()
    host, slash, path = rest.partition("/")
    bare = host.removeprefix("www.").removeprefix("m.")
    hosts = dict.fromkeys((host, bare, f"www.{bare}", f"m.{bare}"))
    schemes = (scheme, "http" if scheme == "https" else "https")
    paths = dict.fromkeys((path, path.replace("/PC/", "/pc/"), path.replace("/pc/", "/PC/")))
    found = [f"{one}://{name}{slash}{way}" for way in paths for name in hosts for one in schemes]
    return tuple(one for one in found if one != url)


def known_twins(session: Session, url: str) -> list[tuple[Address, Article]]:
    """Return the twins of an address at which an article is known, with the articles."""
    wanted = (
        select(Address, Article)
        .join(Article, Article.id == Address.article_id)
        .where(Address.url.in_(twins(url)), Article.url == Address.url)
        .order_by(Article.id)
    )
    return [(address, article) for address, article in session.execute(wanted)]


def point_twin(session: Session, url: str, twin: Address) -> Address:
    """Let an address lead where its twin leads, as if the same had stood there."""
    address = Address(
        url=url,
        article_id=twin.article_id,
        text_sha256=twin.text_sha256,
        capture_id=twin.capture_id,
        last_seen_at=twin.last_seen_at,
    )
    session.add(address)
    session.flush()
    return address


def see_again(session: Session, address: Address, *, now: datetime, draft: Draft | None = None) -> None:
    """Note that an address and its article were found again, and what stood there when a draft says so."""
    address.last_seen_at = now
    if draft is not None:
        address.text_sha256 = text_digest(draft)
        address.capture_id = capture_id_of(draft) or address.capture_id
    session.execute(update(Article).where(Article.id == address.article_id).values(last_seen_at=now))


def point_address(session: Session, draft: Draft, article_id: int, *, now: datetime) -> None:
    """Let the draft's address lead to an article from now on."""
    address = session.get(Address, draft.url)
    if address is None:
        address = Address(url=draft.url)
        session.add(address)
    address.article_id = article_id
    address.text_sha256 = text_digest(draft)
    address.capture_id = capture_id_of(draft)
    address.last_seen_at = now


def move_aside(session: Session, article: Article, address: Address) -> None:
    """Give an article whose address now carries other news an address of its own: `…#seen-<day>-<number>`.

    The day is the one on which it was first seen there, the number makes it unique.
    """
    article.url = f"{article.url}#seen-{article.first_seen_at:%Y-%m-%d}-{article.id}"
    session.add(
        Address(
            url=article.url,
            article_id=article.id,
            text_sha256=article.text_sha256,
            capture_id=article.capture_id,
            last_seen_at=address.last_seen_at,
        )
    )
    session.flush()


def known_addresses(session: Session, urls: Sequence[str]) -> dict[str, KnownAddress]:
    """Return what is remembered of those of the addresses that were met; one statement, so a few hundred at most."""
    wanted = (
        select(Address, Article.published_on, Article.first_seen_at, Capture.etag, Capture.last_modified)
        .join(Article, Article.id == Address.article_id)
        .outerjoin(Capture, Capture.id == Address.capture_id)
        .where(Address.url.in_(urls))
    )
    return {
        address.url: KnownAddress(
            url=address.url,
            article_id=address.article_id,
            published_on=published_on,
            first_seen_at=first_seen_at,
            last_seen_at=address.last_seen_at,
            etag=etag or "",
            last_modified=last_modified or "",
        )
        for address, published_on, first_seen_at, etag, last_modified in session.execute(wanted)
    }
