"""THE writer of articles: a draft in, one transaction, what became of it out.

Article, addresses, placement, people, themes, mentions, duplicate keys, search index and event stand or fall together.
Whether two texts are the same news is the judge's word, handed in; what is in a page is the reading rooms'.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import date, datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from archive import duplicates
from archive.db import reading, writing
from archive.duplicates import Judged
from archive.models import Address, Article, Placement, Theme
from archive.records import (
    Draft,
    EditionRead,
    Judge,
    KnownAddress,
    LayoutPage,
    NewsText,
    Outcome,
    Relation,
    Saved,
    ThemeName,
    Verdict,
)
from archive.search import backend
from archive.storable import LONGEST_TAG, short_tag, storable
from archive.store import fresh, rows
from archive.store.addresses import (
    is_older_than_known,
    known_addresses,
    known_twins,
    move_aside,
    name_of,
    point_address,
    point_twin,
    see_again,
    twins,
)
from archive.store.layouts import unsettled_days, write_edition, write_layout

# SQLite takes 32,766 values in a statement, PostgreSQL 65,535; short statements are planned faster.
CHUNK = 500
# The same text met again differs by a line break or a by-line, not by more.
NEARLY_ALL = 0.98
# Of two prints in one edition the shorter one has nothing of its own but a line such as 下转A03版.
IN_THE_OTHER = 0.9
# Below, an address carries other news than before: one real address carried 19 unrelated items one after another.
OTHER_NEWS_BELOW = 0.3
Also = Callable[[Session, Saved], None]
"""What a caller writes in the transaction of a draft."""


class Store:
    """Writes drafts into the archive; `same` is the duplicate judge.

    Any number of processes may each have one: they take turns, so two copies cannot miss each other.
    """

    def __init__(self, engine: Engine, *, same: Judge) -> None:
        self.engine = engine
        self.same = same
        self.search = backend(engine)

    def save(self, draft: Draft, *, now: datetime, alertable: bool = True, also: Also | None = None) -> Saved:
        """Store a draft in one transaction and say what became of it.

        `alertable` says whether it is news now; letters go out once a story and saved query. What `also`
        writes, such as the done-mark of the draft's page, stands or falls with it.
        """
        draft = storable(draft)
        if len(draft.language) > LONGEST_TAG:
            draft = replace(draft, language=short_tag(draft.language))
        with writing(self.engine) as session:
            duplicates.wait_turn(session)
            address = None
            if fresh.is_met(session, draft.url):
                address = session.get(Address, draft.url) or self._by_twin(session, draft)
            if address is None:
                saved = self._enter(session, draft, now, alertable, met=False)
            else:
                saved = self._meet_again(session, address, draft, now, alertable)
            if also is not None:
                session.flush()
                also(session, saved)
            return saved

    def save_layout(self, page: LayoutPage) -> None:
        """Store a layout page of an edition and what it announces; a later look at it replaces the earlier one."""
        with writing(self.engine) as session:
            write_layout(session, storable(page))

    def save_edition(self, read: EditionRead) -> bool:
        """Store what a reading of a whole edition announced; True when two readings in a row agree."""
        with writing(self.engine) as session:
            return write_edition(session, storable(read))

    def unsettled_editions(self, source: str, *, since: date) -> tuple[date, ...]:
        """Return the days from `since` on whose edition was not yet read twice alike, newest first."""
        with reading(self.engine) as session:
            return unsettled_days(session, source, since)

    def known(self, urls: Iterable[str]) -> dict[str, KnownAddress]:
        """Return what the archive remembers of those of the addresses that it has met, also by what they are named.

        An address as it is fetched may hold keys such as `from=timeline`, without which the article is known.
        """
        names = {url: name_of(url) for url in urls}
        wanted = list(dict.fromkeys([*names, *names.values()]))
        found: dict[str, KnownAddress] = {}
        with reading(self.engine) as session:
            for start in range(0, len(wanted), CHUNK):
                found.update(known_addresses(session, wanted[start : start + CHUNK]))
        return {url: found.get(url) or found[name] for url, name in names.items() if url in found or name in found}

    def touch(self, url: str, *, now: datetime) -> None:
        """Note that an address was found again unchanged; an address never met is left alone."""
        with writing(self.engine) as session:
            address = session.get(Address, url) or session.get(Address, name_of(url))
            if address is not None:
                see_again(session, address, now=now)

    def register_themes(self, names: Iterable[ThemeName]) -> None:
        """Copy the names of the themes into the archive. Themes no longer given keep their names for old articles."""
        with writing(self.engine) as session:
            for name in names:
                session.merge(Theme(**asdict(name)))

    def _meet_again(self, session: Session, address: Address, draft: Draft, now: datetime, alertable: bool) -> Saved:
        """Store a draft whose address is known: unchanged, revised, or other news than before."""
        article = session.get_one(Article, address.article_id)
        if is_older_than_known(session, address, draft):
            return Saved(article_id=article.id, outcome=Outcome.UNCHANGED, cluster_id=article.cluster_id)
        if rows.text_digest(draft) in (address.text_sha256, article.text_sha256):
            return self._unchanged(session, address, article, draft, now)
        verdict = self.same(_news_of(article), _news_in(draft))
        if article.url != draft.url and article.url not in twins(draft.url):
            if _is_nearly_equal(verdict) or (draft.placement and _holds_newcomer(verdict)):
                return self._unchanged(session, address, article, draft, now)
            if _is_correction(draft, verdict, address, article):
                return self._revise(session, address, article, draft, now)
            # The place carries another text now, so it leaves the article that it was a placement of.
            session.execute(delete(Placement).where(Placement.article_id == article.id, Placement.url == draft.url))
            return self._enter(session, draft, now, alertable)
        if max(verdict.coverage) < OTHER_NEWS_BELOW:
            if article.url != draft.url:  # the twin went its own way
                return self._enter(session, draft, now, alertable)
            move_aside(session, article, address)
            return self._enter(session, draft, now, alertable)
        return self._revise(session, address, article, draft, now)

    def _by_twin(self, session: Session, draft: Draft) -> Address | None:
        """Return the draft's address as the twin (http and https, www. and m.) of a known one that has its text."""
        for twin, article in known_twins(session, draft.url):
            verdict = self.same(_news_of(article), _news_in(draft))
            if max(verdict.coverage) >= OTHER_NEWS_BELOW:
                return point_twin(session, draft.url, twin)
        return None

    def _unchanged(self, session: Session, address: Address, article: Article, draft: Draft, now: datetime) -> Saved:
        see_again(session, address, now=now, draft=draft)
        rows.place(session, article.id, draft.placement, draft.url)
        if article.url == draft.url and article.reader != draft.reader:
            # The same text, read by newer rooms: themes and mentions may differ, so they are written anew.
            self._write_details(session, article, draft, now)
        return Saved(article_id=article.id, outcome=Outcome.UNCHANGED, cluster_id=article.cluster_id)

    def _revise(self, session: Session, address: Address, article: Article, draft: Draft, now: datetime) -> Saved:
        """Give an article its new text; the old one stays as a revision."""
        rows.keep_revision(session, article)
        self._write_details(session, article, draft, now)
        rows.place(session, article.id, draft.placement, draft.url)
        see_again(session, address, now=now, draft=draft)
        if draft.fingerprint is not None:
            duplicates.remember_keys(session, article.id, draft.fingerprint)
        duplicates.settle(session, article.cluster_id)
        fresh.log_event(session, "revised", article, now=now, alertable=False)
        return Saved(article_id=article.id, outcome=Outcome.REVISED, cluster_id=article.cluster_id)

    def _enter(self, session: Session, draft: Draft, now: datetime, alertable: bool, *, met: bool = True) -> Saved:
        """Store a draft as an article of its own; `met` says that its address has led to another one."""
        judged = self._judge(session, draft)
        best = duplicates.best_of(judged)
        if best is not None:
            printed = self._same_print(session, draft, best)
            if printed is not None:
                return self._add_placement(session, *printed, draft, now)
        place = fresh.place_of(session, draft.source)
        article = rows.new_article(draft, now=now, alertable=alertable and best is None)
        fresh.enter_article(session, article, cluster_id=best.candidate.cluster_id if best else None)
        if best is not None:
            duplicates.join(session, article)
        if met:
            point_address(session, draft, article.id, now=now)
        else:
            fresh.enter_address(session, article, draft, now=now)
        fresh.enter_details(session, article, draft, now=now)
        themes = sorted({tag.theme for tag in draft.tags})
        self.search.add(session, rows.index_doc(article, draft, place=place, themes=themes))
        if draft.fingerprint is not None:
            duplicates.remember(session, article.id, judged, draft.fingerprint, now=now)
        fresh.log_event(session, "joined" if best else "new", article, now=now, alertable=alertable)
        return Saved(
            article_id=article.id,
            outcome=Outcome.NEW,
            cluster_id=article.cluster_id,
            relation=best.verdict.relation if best else None,
            folded_onto=best.candidate.article_id if best else None,
        )

    def _judge(self, session: Session, draft: Draft) -> list[Judged]:
        if draft.fingerprint is None:
            return []
        return duplicates.judge(session, self.same, _news_in(draft), draft.fingerprint)

    def _same_print(self, session: Session, draft: Draft, best: Judged) -> tuple[Article, Verdict] | None:
        """The article of this source and edition in the found cluster that this draft is another placement of."""
        if draft.placement is None:
            return None
        printed = select(Placement.article_id).where(Placement.edition_on == draft.placement.edition_on)
        wanted = select(Article).where(
            Article.cluster_id == best.candidate.cluster_id, Article.source == draft.source, Article.id.in_(printed)
        )
        newcomer = _news_in(draft)
        verdicts = ((article, self.same(_news_of(article), newcomer)) for article in session.scalars(wanted).all())
        return next((pair for pair in verdicts if _is_one_print(pair[1])), None)

    def _add_placement(
        self, session: Session, article: Article, verdict: Verdict, draft: Draft, now: datetime
    ) -> Saved:
        """Give an article another place in its edition, and the fuller of both texts."""
        point_address(session, draft, article.id, now=now)
        if len(draft.text) > len(article.text) and not _is_nearly_equal(verdict):
            self._fill_out(session, article, draft, now)
        rows.place(session, article.id, draft.placement, draft.url)
        article.last_seen_at = now
        fresh.log_event(session, "placed", article, now=now, alertable=False)
        return Saved(
            article_id=article.id,
            outcome=Outcome.PLACED,
            cluster_id=article.cluster_id,
            relation=verdict.relation,
            folded_onto=article.id,
        )

    def _fill_out(self, session: Session, article: Article, draft: Draft, now: datetime) -> None:
        """Give an article the text of its jump page, whose address names it from now on; the stub is a revision."""
        rows.keep_revision(session, article)
        article.url = draft.url
        self._write_details(session, article, draft, now)
        if draft.fingerprint is not None:
            duplicates.remember_keys(session, article.id, draft.fingerprint)
        duplicates.settle(session, article.cluster_id)

    def _write_details(self, session: Session, article: Article, draft: Draft, now: datetime) -> None:
        """Write the draft over an article that is stored already, and index it anew."""
        place = fresh.place_of(session, article.source)
        rows.fill(article, draft, now=now)
        rows.replace_details(session, article, draft, now=now)
        session.flush()
        themes = rows.themes_of(session, article.id)
        self.search.add(session, rows.index_doc(article, draft, place=place, themes=themes))


def _news_of(article: Article) -> NewsText:
    return NewsText(title=article.title, text=article.text, published_on=article.published_on)


def _news_in(draft: Draft) -> NewsText:
    return NewsText(title=draft.title, text=draft.text, published_on=draft.published_on)


def _is_one_print(verdict: Verdict) -> bool:
    """True for two places of one edition of which one has all that the other has, such as a stub and its jump page."""
    if _is_nearly_equal(verdict):
        return True
    return verdict.relation in (Relation.COPY, Relation.TRUNCATED) and max(verdict.coverage) >= IN_THE_OTHER


def _holds_newcomer(verdict: Verdict) -> bool:
    """True when the second text is a print of the first and not fuller."""
    return _is_one_print(verdict) and verdict.coverage[1] >= verdict.coverage[0]


def _is_nearly_equal(verdict: Verdict) -> bool:
    if verdict.relation is Relation.EXACT:
        return True
    return verdict.relation is Relation.COPY and min(verdict.coverage) >= NEARLY_ALL


def _is_correction(draft: Draft, verdict: Verdict, address: Address, article: Article) -> bool:
    """Tell whether a further place in print that had the article's very text now has a corrected one."""
    had_it_all = address.text_sha256 == article.text_sha256
    return draft.placement is not None and had_it_all and min(verdict.coverage) >= IN_THE_OTHER
