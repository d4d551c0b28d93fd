"""The first tables."""

import sqlalchemy as sa
from alembic import op

from archive.models.base import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "capture",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column("source", sa.String(length=80), nullable=False, comment="source id"),
        sa.Column("url", sa.String(), nullable=False, comment="address asked for"),
        sa.Column("final_url", sa.String(), nullable=False, comment="address after redirects"),
        sa.Column("fetched_at", UtcTime(), nullable=False, comment="when the answer came"),
        sa.Column("status", sa.Integer(), nullable=False, comment="HTTP status"),
        sa.Column("content_type", sa.String(), nullable=False, comment="Content-Type as sent"),
        sa.Column("size_bytes", sa.Integer(), nullable=False, comment="body bytes"),
        sa.Column("digest", sa.String(length=71), nullable=False, comment="sha256: and hex of the body"),
        sa.Column("file", sa.String(), nullable=False, comment="WARC file below the captures folder"),
        sa.Column(
            "offset",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="byte offset of the response record",
        ),
        sa.Column("length", sa.Integer(), nullable=False, comment="bytes of the record as stored"),
        sa.Column("etag", sa.String(), nullable=False, comment="ETag as sent"),
        sa.Column("last_modified", sa.String(), nullable=False, comment="Last-Modified as sent"),
        sa.Column("hints", sa.JSON(), nullable=False, comment="what the spider knew, for reading again"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
    )
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.create_index("ix_capture_digest", ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_capture_source"), ["source"], unique=False)
        batch_op.create_index("ix_capture_url_fetched_at", ["url", "fetched_at"], unique=False)

    op.create_table(
        "cluster",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number of the story"
        ),
        sa.Column(
            "lead_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="article that leads",
        ),
        sa.Column("size", sa.Integer(), nullable=False, comment="number of articles"),
        sa.Column("first_on", sa.Date(), nullable=True, comment="earliest day among them"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster")),
    )
    op.create_table(
        "cursor",
        sa.Column("reader", sa.String(length=40), nullable=False, comment="such as match"),
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="last event it has dealt with",
        ),
        sa.PrimaryKeyConstraint("reader", name=op.f("pk_cursor")),
    )
    op.create_table(
        "dedup_edge",
        sa.Column(
            "a",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="older article",
        ),
        sa.Column(
            "b",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="newer article",
        ),
        sa.Column(
            "relation", sa.String(length=20), nullable=False, comment="exact, copy, truncated, quotes, followup ..."
        ),
        sa.Column("score", sa.Double(), nullable=False, comment="probability that both are the same text"),
        sa.Column("coverage_a", sa.Double(), nullable=False, comment="share of a found in b"),
        sa.Column("coverage_b", sa.Double(), nullable=False, comment="share of b found in a"),
        sa.Column("conflicts", sa.JSON(), nullable=False, comment="facts substituted: [[a, b]]"),
        sa.Column("engine", sa.String(length=40), nullable=False, comment="version of the judge"),
        sa.Column("decided_by", sa.String(), nullable=False, comment="person who decided; empty = the judge"),
        sa.Column("decided_at", UtcTime(), nullable=False, comment="when"),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_dedup_edge")),
    )
    with op.batch_alter_table("dedup_edge", schema=None) as batch_op:
        batch_op.create_index("ix_dedup_edge_b", ["b"], unique=False)

    op.create_table(
        "dedup_hot",
        sa.Column(
            "key",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="hash of 32 bits",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_dedup_hot")),
    )
    op.create_table(
        "dedup_recent",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="without gaps",
        ),
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="article; 0 where all before was forgotten",
        ),
        sa.Column("keys", sa.LargeBinary(), nullable=False, comment="hashes of 32 bits, low byte first"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_dedup_recent")),
    )
    op.create_table(
        "dedup_block",
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False, comment="first 18 bits"),
        sa.Column(
            "entries",
            sa.LargeBinary(),
            nullable=False,
            comment="64 bits each, low byte first: article, key; ascending",
        ),
        sa.PrimaryKeyConstraint("block", name=op.f("pk_dedup_block")),
        postgresql_with={"fillfactor": 60},
    )
    op.create_table(
        "story_link",
        sa.Column(
            "a",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="article, smaller number",
        ),
        sa.Column(
            "b",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="article, larger number",
        ),
        sa.Column("likeness", sa.Double(), nullable=False, comment="how alike what they tell is, 0 to 1"),
        sa.Column("found_at", UtcTime(), nullable=False, comment="when"),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_story_link")),
    )
    with op.batch_alter_table("story_link", schema=None) as batch_op:
        batch_op.create_index("ix_story_link_b", ["b"], unique=False)

    op.create_table(
        "dimension",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="source, place, author, theme ..."),
        sa.Column("value", sa.String(), nullable=False, comment="the value"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dimension")),
        sa.UniqueConstraint("kind", "value", name=op.f("uq_dimension_kind_value")),
    )
    op.create_table(
        "facet",
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="article",
        ),
        sa.Column(
            "change",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="number of the indexing that wrote the row",
        ),
        sa.Column("day", sa.Integer(), nullable=False, comment="day published as yyyymmdd, 0 = unknown"),
        sa.Column(
            "source",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="number of the source in dimension",
        ),
        sa.Column("themes", sa.String(), nullable=False, comment="numbers of the themes in dimension, apart by spaces"),
        sa.Column(
            "tokens", sa.Integer(), nullable=False, comment="tokens in the search index, 0 = not indexed any more"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_facet")),
    )
    with op.batch_alter_table("facet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_facet_change"), ["change"], unique=False)

    op.create_table(
        "embedding",
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="article",
        ),
        sa.Column("model", sa.String(length=40), nullable=False, comment="name and version of the model"),
        sa.Column(
            "change",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="number of the indexing that the text was taken from",
        ),
        sa.Column(
            "text_sha256",
            sa.String(length=64),
            nullable=False,
            comment="digest of the headline and words given to the model",
        ),
        sa.Column("vector", sa.LargeBinary(), nullable=False, comment="one signed byte a number, 127 for 0.2"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_embedding")),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column("source", sa.String(length=80), nullable=False, comment="source id"),
        sa.Column("edition_on", sa.Date(), nullable=False, comment="day printed on it"),
        sa.Column("pages", sa.JSON(), nullable=False, comment="labels of the layout pages it is said to have"),
        sa.Column("announced_sha256", sa.String(length=64), nullable=False, comment="digest of what it announced last"),
        sa.Column("settled", sa.Boolean(), nullable=False, comment="whether two reads announced the same"),
        sa.Column(
            "run_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="run that read it last",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("source", "edition_on", name=op.f("uq_edition_source_edition_on")),
    )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_run_id"), ["run_id"], unique=False)

    op.create_table(
        "event",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="order; never used twice",
        ),
        sa.Column("at", UtcTime(), nullable=False, comment="when"),
        sa.Column(
            "kind", sa.String(length=20), nullable=False, comment="new, revised, placed, joined, moved, attached"
        ),
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="the article"
        ),
        sa.Column(
            "cluster_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="its duplicate cluster then",
        ),
        sa.Column("alertable", sa.Boolean(), nullable=False, comment="whether it was news when it was stored"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_article_id"), ["article_id"], unique=False)

    op.create_table(
        "habit",
        sa.Column("source", sa.String(length=80), nullable=False, comment="source id"),
        sa.Column("last_new_at", UtcTime(), nullable=False, comment="when its newest article came"),
        sa.Column("week", sa.Integer(), nullable=False, comment="number of the week that is being counted"),
        sa.Column("weeks", sa.Double(), nullable=False, comment="whole weeks behind `past`, older ones weigh less"),
        sa.Column("past", sa.JSON(), nullable=False, comment="articles in each hour of the week, in those weeks"),
        sa.Column("running", sa.JSON(), nullable=False, comment="hour of this week → articles so far"),
        sa.Column("recent", sa.JSON(), nullable=False, comment="fields of its newest articles, a bit a field"),
        sa.Column("fields", sa.JSON(), nullable=False, comment="field → articles before those that have it"),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_habit")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=40), nullable=False, comment="such as clock"),
        sa.Column("owner", sa.String(), nullable=False, comment="process that holds it; empty = given back"),
        sa.Column("until", UtcTime(), nullable=False, comment="when it ends if nobody renews it"),
        sa.Column(
            "fence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="counts the holders; a smaller number is a former one",
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column("source", sa.String(length=80), nullable=False, comment="source id"),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="crawl, backfill, import, replay or reread"),
        sa.Column("day", sa.Date(), nullable=True, comment="day asked for, or the first of several"),
        sa.Column("until", sa.Date(), nullable=True, comment="last day asked for; NULL = only that day"),
        sa.Column("owner", sa.String(), nullable=False, comment="process that ran it"),
        sa.Column("started_at", UtcTime(), nullable=False, comment="begin"),
        sa.Column("ended_at", UtcTime(), nullable=True, comment="end; NULL = still running"),
        sa.Column("outcome", sa.String(length=20), nullable=False, comment="running, done, failed, blocked, lost"),
        sa.Column("detail", sa.String(), nullable=False, comment="why it failed, one sentence"),
        sa.Column("discovered", sa.Integer(), nullable=False, comment="article addresses found"),
        sa.Column("stored", sa.Integer(), nullable=False, comment="new articles and revisions"),
        sa.Column("unchanged", sa.Integer(), nullable=False, comment="known and the same"),
        sa.Column("duplicate", sa.Integer(), nullable=False, comment="further placements"),
        sa.Column("rejected", sa.JSON(), nullable=False, comment="reason → count"),
        sa.Column("failed", sa.JSON(), nullable=False, comment="cause → count"),
        sa.Column("revised", sa.Integer(), nullable=False, comment="of stored: revisions"),
        sa.Column("folded", sa.Integer(), nullable=False, comment="of stored: joined a cluster"),
        sa.Column("pages", sa.Integer(), nullable=False, comment="responses of all kinds"),
        sa.Column("bytes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="body bytes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index("ix_run_source_started_at", ["source", "started_at"], unique=False)
        batch_op.create_index(
            "uq_run_one_at_a_time",
            ["source"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "frontier",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column("source", sa.String(length=80), nullable=False, comment="source id"),
        sa.Column("url", sa.String(), nullable=False, comment="canonical address"),
        sa.Column(
            "kind", sa.String(length=10), nullable=False, comment="article, or entry: a page that leads to articles"
        ),
        sa.Column(
            "run_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="the run that works on it; NULL = left for the next one",
        ),
        sa.Column("hints", sa.JSON(), nullable=False, comment="what the page that linked to it said"),
        sa.Column("alertable", sa.Boolean(), nullable=False, comment="whether its article may be mailed"),
        sa.Column("tries", sa.Integer(), nullable=False, comment="runs in which asking for it failed"),
        sa.Column("found_at", UtcTime(), nullable=False, comment="when a run first found it"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_frontier_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frontier")),
        sa.UniqueConstraint("source", "url", name=op.f("uq_frontier_source_url")),
    )
    with op.batch_alter_table("frontier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frontier_run_id"), ["run_id"], unique=False)

    op.create_table(
        "host",
        sa.Column("domain", sa.String(length=255), nullable=False, comment="registered domain, or IP address"),
        sa.Column("free_at_s", sa.Double(), nullable=False, comment="when it may be asked next"),
        sa.Column("closed_until_s", sa.Double(), nullable=False, comment="when it wants to be asked again"),
        sa.Column("delay_s", sa.Double(), nullable=False, comment="pause that its robots.txt asks for"),
        sa.Column("strikes", sa.Integer(), nullable=False, comment="answers 429 in a row"),
        sa.Column("visits", sa.JSON(), nullable=False, comment="request under way → when it ends at last"),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_host")),
    )
    op.create_table(
        "robots",
        sa.Column("origin", sa.String(length=300), nullable=False, comment="scheme://host:port"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="rules that hold, after errors have been weighed"),
        sa.Column("fetched_at", UtcTime(), nullable=False, comment="when it was asked for"),
        sa.Column("fresh_until_at", UtcTime(), nullable=False, comment="when it must be asked for again"),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_robots")),
    )
    op.create_table(
        "furniture",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column("source", sa.String(length=80), nullable=False, comment="source id"),
        sa.Column("version", sa.String(length=12), nullable=False, comment="digest of the digests, as drafts name it"),
        sa.Column("digests", sa.JSON(), nullable=False, comment="16 hex digits of each block, sorted"),
        sa.Column("pages", sa.Integer(), nullable=False, comment="pages it was learned from"),
        sa.Column("learned_at", UtcTime(), nullable=False, comment="when"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_furniture")),
    )
    with op.batch_alter_table("furniture", schema=None) as batch_op:
        batch_op.create_index("ix_furniture_source", ["source", "id"], unique=False)

    op.create_table(
        "page_blocks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column("source", sa.String(length=80), nullable=False, comment="source id"),
        sa.Column("url", sa.String(), nullable=False, comment="canonical address of the article"),
        sa.Column("number", sa.Integer(), nullable=False, comment="how manieth page of the source was noted, from 1"),
        sa.Column("digests", sa.JSON(), nullable=False, comment="16 hex digits of each folded block"),
        sa.Column("noted_at", UtcTime(), nullable=False, comment="when"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_blocks")),
        sa.UniqueConstraint("source", "number", name=op.f("uq_page_blocks_source_number")),
        sa.UniqueConstraint("source", "url", name=op.f("uq_page_blocks_source_url")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=40), nullable=False, comment="name"),
        sa.Column("value", sa.String(), nullable=False, comment="value"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.String(length=80), nullable=False, comment="source id, as in the YAML file"),
        sa.Column("name", sa.String(), nullable=False, comment="name as printed, such as 镇江日报"),
        sa.Column(
            "family",
            sa.String(length=20),
            nullable=False,
            comment="edition, feed, sitemap, listing, jsonapi, govsite, import",
        ),
        sa.Column("place", sa.String(), nullable=False, comment="place id, such as cn-jiangsu-zhenjiang"),
        sa.Column("language", sa.String(), nullable=False, comment="BCP 47"),
        sa.Column("rank", sa.Integer(), nullable=False, comment="smaller leads a duplicate cluster when days tie"),
        sa.Column("enabled", sa.Boolean(), nullable=False, comment="crawled by the clock"),
        sa.Column(
            "paused", sa.Boolean(), nullable=False, comment="switched off by hand, whatever the source file says"
        ),
        sa.Column("every", sa.String(), nullable=False, comment="timetable as written in the source file"),
        sa.Column(
            "profile", sa.String(), nullable=False, comment="learned hours, see scheduler.polling; empty = none yet"
        ),
        sa.Column("profile_at", UtcTime(), nullable=True, comment="when they were learned"),
        sa.Column("next_due_at", UtcTime(), nullable=True, comment="when the clock may crawl it next; NULL = now"),
        sa.Column("lease_owner", sa.String(), nullable=True, comment="which process crawls it now"),
        sa.Column("lease_until", UtcTime(), nullable=True, comment="when that claim ends if nobody renews it"),
        sa.Column("state", sa.String(length=20), nullable=False, comment="new, ok, failing, blocked, silent"),
        sa.Column("state_detail", sa.String(), nullable=False, comment="evidence for the state, one sentence"),
        sa.Column("state_since_at", UtcTime(), nullable=True, comment="when the state began"),
        sa.Column("last_success_at", UtcTime(), nullable=True, comment="end of the last run that finished well"),
        sa.Column("fails", sa.Integer(), nullable=False, comment="failed runs in a row"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index("ix_source_due", ["enabled", "next_due_at"], unique=False)

    op.create_table(
        "subscriber",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column("state", sa.String(length=12), nullable=False, comment="pending, confirmed, gone"),
        sa.Column("created_at", UtcTime(), nullable=False, comment="when they were entered"),
        sa.Column("confirmed_at", UtcTime(), nullable=True, comment="when they said yes"),
        sa.Column(
            "is_house", sa.Boolean(), nullable=False, comment="the house itself, for alerts that go to no person"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriber")),
    )
    op.create_table(
        "theme",
        sa.Column("id", sa.String(length=80), nullable=False, comment="theme id"),
        sa.Column("zh", sa.String(), nullable=False, comment="Chinese name"),
        sa.Column("en", sa.String(), nullable=False, comment="English name"),
        sa.Column("group_zh", sa.String(), nullable=False, comment="Chinese name of its group"),
        sa.Column("group_en", sa.String(), nullable=False, comment="English name of its group"),
        sa.Column("layer", sa.String(), nullable=False, comment="national, or the place id of a city layer"),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="theme or slogan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
    )
    op.create_table(
        "article",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="number, also row of the search index",
        ),
        sa.Column("source", sa.String(length=80), nullable=False, comment="source id"),
        sa.Column("url", sa.String(), nullable=False, comment="canonical address"),
        sa.Column(
            "cluster_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="duplicate cluster",
        ),
        sa.Column("revision", sa.Integer(), nullable=False, comment="number of the current revision"),
        sa.Column(
            "kind",
            sa.String(length=20),
            nullable=False,
            comment="news, feature, commentary, photo, notice, policy, ad, other",
        ),
        sa.Column("title", sa.String(), nullable=False, comment="headline, joined"),
        sa.Column("title_raw", sa.String(), nullable=False, comment="headline with forced line breaks"),
        sa.Column("kicker", sa.String(), nullable=False, comment="引题"),
        sa.Column("subtitle", sa.String(), nullable=False, comment="副题"),
        sa.Column("original_title", sa.String(), nullable=False, comment="原标题 of a reprint"),
        sa.Column("text", sa.String(), nullable=False, comment="paragraphs joined by line breaks"),
        sa.Column("dateline", sa.String(), nullable=False, comment="such as 本报讯"),
        sa.Column("agency", sa.String(), nullable=False, comment="来源 as the page says"),
        sa.Column("published_on", sa.Date(), nullable=True, comment="day printed on page or edition"),
        sa.Column("published_at", UtcTime(), nullable=True, comment="the same with time of day"),
        sa.Column("published_raw", sa.String(), nullable=False, comment="as it stood on the page"),
        sa.Column("modified_at", UtcTime(), nullable=True, comment="last change as the page says"),
        sa.Column("section", sa.String(), nullable=False, comment="column of a site"),
        sa.Column("language", sa.String(length=20), nullable=False, comment="BCP 47"),
        sa.Column("anchors", sa.JSON(), nullable=False, comment="of each paragraph: [part, start, length]"),
        sa.Column("captions", sa.JSON(), nullable=False, comment="captions: [{text, people, after}]"),
        sa.Column("credits", sa.JSON(), nullable=False, comment="credit lines kept apart from the text"),
        sa.Column("policy_facts", sa.JSON(), nullable=False, comment="policy table: normal key → value"),
        sa.Column("policy", sa.Double(), nullable=False, comment="how much it is about policy"),
        sa.Column("provenance", sa.JSON(), nullable=False, comment="field → how it was read"),
        sa.Column("confidence", sa.JSON(), nullable=False, comment="field → how sure, 0 to 1"),
        sa.Column("flags", sa.JSON(), nullable=False, comment="what a person should look at"),
        sa.Column("reader", sa.String(), nullable=False, comment="version of reading rooms and taxonomy"),
        sa.Column(
            "capture_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="capture of the current text",
        ),
        sa.Column("text_seen_at", UtcTime(), nullable=False, comment="when the current text was first seen"),
        sa.Column("text_sha256", sa.String(length=64), nullable=False, comment="digest of title triple and text"),
        sa.Column("fold_exact", sa.String(length=64), nullable=False, comment="digest of the folded text"),
        sa.Column("fold_units", sa.Integer(), nullable=False, comment="length in units"),
        sa.Column("alertable", sa.Boolean(), nullable=False, comment="was new news when stored; set once"),
        sa.Column("first_seen_at", UtcTime(), nullable=False, comment="when it was stored first"),
        sa.Column("last_seen_at", UtcTime(), nullable=False, comment="when it was last found unchanged or changed"),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_article_capture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("url", name=op.f("uq_article_url")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_first_seen_at"), ["first_seen_at"], unique=False)
        batch_op.create_index("ix_article_published_on", ["published_on"], unique=False)
        batch_op.create_index("ix_article_source_published_on", ["source", "published_on"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "subscriber_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="to whom; NULL = ops",
        ),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="alert, confirm, canary or ops"),
        sa.Column("channel", sa.String(length=10), nullable=False, comment="mail, webhook or chat"),
        sa.Column(
            "subscription_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="the alert whose target it goes to; not mail",
        ),
        sa.Column("message_id", sa.String(), nullable=False, comment="Message-ID, made from what is in it"),
        sa.Column("subject", sa.String(), nullable=False, comment="subject line"),
        sa.Column("mime", sa.LargeBinary(), nullable=False, comment="the letter as it goes over the wire"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="queued, claimed, dot, sent, doubt, dead"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="tries so far"),
        sa.Column("next_try_at", UtcTime(), nullable=False, comment="not before"),
        sa.Column("lease_owner", sa.String(), nullable=True, comment="which sender has it"),
        sa.Column("lease_until", UtcTime(), nullable=True, comment="when that claim ends"),
        sa.Column("created_at", UtcTime(), nullable=False, comment="when it was composed"),
        sa.Column("dot_at", UtcTime(), nullable=True, comment="when its end was about to go out"),
        sa.Column("route", sa.String(length=16), nullable=False, comment="keyed digest of the reader's mail domain"),
        sa.Column("sent_at", UtcTime(), nullable=True, comment="when the relay accepted it"),
        sa.Column("error", sa.String(), nullable=False, comment="what the relay said last"),
        sa.Column("detail", sa.JSON(), nullable=False, comment="counts for the outbox screen"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name=op.f("fk_delivery_subscriber_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("message_id", name=op.f("uq_delivery_message_id")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_route_dot_at", ["route", "dot_at"], unique=False)
        batch_op.create_index("ix_delivery_state_next_try_at", ["state", "next_try_at"], unique=False)

    op.create_table(
        "layout_page",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="its edition"
        ),
        sa.Column("label", sa.String(), nullable=False, comment="as printed, such as A01"),
        sa.Column("name", sa.String(), nullable=False, comment="such as 要闻"),
        sa.Column("url", sa.String(), nullable=False, comment="address"),
        sa.Column("order", sa.Integer(), nullable=False, comment="position in the edition from 1"),
        sa.Column("pdf_url", sa.String(), nullable=False, comment="address of the page's PDF"),
        sa.Column(
            "capture_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="the capture it was read from",
        ),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_layout_page_capture_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_layout_page_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layout_page")),
        sa.UniqueConstraint("edition_id", "label", name=op.f("uq_layout_page_edition_id_label")),
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "subscriber_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="whose"
        ),
        sa.Column("name", sa.String(), nullable=False, comment="name the reader gave it; empty = the query"),
        sa.Column("query", sa.String(), nullable=False, comment="in the search language"),
        sa.Column("rhythm", sa.String(length=10), nullable=False, comment="at-once, day or week"),
        sa.Column("channel", sa.String(length=10), nullable=False, comment="mail, webhook, chat, feed or canary"),
        sa.Column("feed_serial", sa.Integer(), nullable=False, comment="counts its revoked feed addresses"),
        sa.Column("state", sa.String(length=12), nullable=False, comment="pending, active, paused, ended"),
        sa.Column("ended_reason", sa.String(), nullable=False, comment="unsubscribed, removed, bounced ..."),
        sa.Column("created_at", UtcTime(), nullable=False, comment="when"),
        sa.Column(
            "from_seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="only events after this one can match",
        ),
        sa.Column("last_sent_at", UtcTime(), nullable=True, comment="when its last letter was composed"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name=op.f("fk_subscription_subscriber_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_subscriber_id"), ["subscriber_id"], unique=False)

    op.create_table(
        "subscription_edit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "subscription_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="whose query",
        ),
        sa.Column("at", UtcTime(), nullable=False, comment="when"),
        sa.Column("before", sa.String(), nullable=False, comment="the query until then"),
        sa.Column("after", sa.String(), nullable=False, comment="the query from then on"),
        sa.Column("why", sa.String(), nullable=False, comment="less-like-this, undo, by hand"),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_subscription_edit_subscription_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_edit")),
    )
    with op.batch_alter_table("subscription_edit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_edit_subscription_id"), ["subscription_id"], unique=False)

    op.create_table(
        "address",
        sa.Column("url", sa.String(), nullable=False, comment="canonical form"),
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="the article"
        ),
        sa.Column(
            "text_sha256", sa.String(length=64), nullable=False, comment="digest of what stood there last; see article"
        ),
        sa.Column(
            "capture_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="its newest capture",
        ),
        sa.Column("last_seen_at", UtcTime(), nullable=False, comment="when it was last fetched or found unchanged"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_address_article_id")),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_address_capture_id")),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_address")),
    )
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_article_id"), ["article_id"], unique=False)

    op.create_table(
        "article_person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="the article"
        ),
        sa.Column("position", sa.Integer(), nullable=False, comment="order in which they are named, from 1"),
        sa.Column("name", sa.String(), nullable=False, comment="name"),
        sa.Column(
            "role",
            sa.String(length=20),
            nullable=False,
            comment="reporter, correspondent, commentator, photographer ...",
        ),
        sa.Column("role_raw", sa.String(), nullable=False, comment="role as printed"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_person_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_person")),
        sa.UniqueConstraint("article_id", "position", name=op.f("uq_article_person_article_id_position")),
    )
    with op.batch_alter_table("article_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_person_name"), ["name"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="the article"
        ),
        sa.Column("url", sa.String(), nullable=False, comment="address"),
        sa.Column("name", sa.String(), nullable=False, comment="as the page names it"),
        sa.Column("kind", sa.String(length=8), nullable=False, comment="pdf, doc, docx, wps, ofd, xls, xlsx"),
        sa.Column(
            "capture_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="its bytes; empty until fetched",
        ),
        sa.Column("text", sa.String(), nullable=False, comment="its text, where it could be read"),
        sa.Column(
            "detail", sa.String(), nullable=False, comment="why there are no bytes or no text, such as encrypted"
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_attachment_article_id")),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_attachment_capture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("article_id", "url", name=op.f("uq_attachment_article_id_url")),
    )
    op.create_table(
        "layout_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "layout_page_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="its layout page",
        ),
        sa.Column("url", sa.String(), nullable=False, comment="canonical address of the article"),
        sa.Column("title", sa.String(), nullable=False, comment="title in the list"),
        sa.Column("order", sa.Integer(), nullable=False, comment="position on the layout page from 1"),
        sa.ForeignKeyConstraint(["layout_page_id"], ["layout_page.id"], name=op.f("fk_layout_entry_layout_page_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layout_entry")),
        sa.UniqueConstraint("layout_page_id", "url", name=op.f("uq_layout_entry_layout_page_id_url")),
    )
    with op.batch_alter_table("layout_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_layout_entry_url"), ["url"], unique=False)

    op.create_table(
        "match",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "subscription_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="the saved query",
        ),
        sa.Column(
            "cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="the story"
        ),
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="the article that matched",
        ),
        sa.Column("matched_at", UtcTime(), nullable=False, comment="when"),
        sa.Column(
            "waiting_at",
            UtcTime(),
            nullable=False,
            comment="since when it waits: matched, or freed from doubt",
        ),
        sa.Column(
            "delivery_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="letter it went into",
        ),
        sa.Column("doubtful", sa.Boolean(), nullable=False, comment="an earlier letter with it may have arrived"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_match_article_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_match_delivery_id")),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscription.id"], name=op.f("fk_match_subscription_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
        sa.UniqueConstraint("subscription_id", "cluster_id", name=op.f("uq_match_subscription_id_cluster_id")),
    )
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.create_index("ix_match_delivery_id", ["delivery_id"], unique=False)

    op.create_table(
        "mention",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="the article"
        ),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="person, place, org, document, money, target"),
        sa.Column("name", sa.String(), nullable=False, comment="normal form"),
        sa.Column("start", sa.Integer(), nullable=False, comment="first character in the text"),
        sa.Column("end", sa.Integer(), nullable=False, comment="character after the last"),
        sa.Column("detail", sa.String(), nullable=False, comment="office of a person, code of a place"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_mention_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
    )
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mention_article_id"), ["article_id"], unique=False)
        batch_op.create_index("ix_mention_kind_name", ["kind", "name"], unique=False)

    op.create_table(
        "placement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="the article"
        ),
        sa.Column("edition_on", sa.Date(), nullable=False, comment="day of the edition"),
        sa.Column("page_label", sa.String(), nullable=False, comment="layout page, such as A01"),
        sa.Column("page_name", sa.String(), nullable=False, comment="such as 要闻"),
        sa.Column("order", sa.Integer(), nullable=True, comment="position on the layout page"),
        sa.Column("url", sa.String(), nullable=False, comment="address of this placement"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_placement_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint(
            "article_id", "edition_on", "page_label", name=op.f("uq_placement_article_id_edition_on_page_label")
        ),
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index("ix_placement_edition_on_page_label", ["edition_on", "page_label"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="the article"
        ),
        sa.Column("text_sha256", sa.String(length=64), nullable=False, comment="digest of the text that was looked at"),
        sa.Column(
            "decision", sa.String(length=10), nullable=False, comment="accepted: read right; dismissed: no matter"
        ),
        sa.Column("flags", sa.JSON(), nullable=False, comment="the doubts it was looked at for"),
        sa.Column("note", sa.String(), nullable=False, comment="what the person adds"),
        sa.Column("by", sa.String(), nullable=False, comment="name of the person at the desk"),
        sa.Column("decided_at", UtcTime(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_review_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index("ix_review_article_id", ["article_id", "text_sha256"], unique=False)

    op.create_table(
        "revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="its article"
        ),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1, oldest first"),
        sa.Column("title", sa.String(), nullable=False, comment="headline"),
        sa.Column("kicker", sa.String(), nullable=False, comment="引题"),
        sa.Column("subtitle", sa.String(), nullable=False, comment="副题"),
        sa.Column("text", sa.String(), nullable=False, comment="text"),
        sa.Column("text_sha256", sa.String(length=64), nullable=False, comment="digest of title triple and text"),
        sa.Column(
            "capture_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="the capture it was read from",
        ),
        sa.Column("seen_at", UtcTime(), nullable=False, comment="when it was first seen"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_revision_article_id")),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_revision_capture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_revision_article_id_number")),
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="the article"
        ),
        sa.Column("theme", sa.String(length=80), nullable=False, comment="theme id"),
        sa.Column("score", sa.Double(), nullable=False, comment="sum of the evidence's weights"),
        sa.Column("central", sa.Boolean(), nullable=False, comment="about the theme, or only mentions it"),
        sa.Column("method", sa.String(length=10), nullable=False, comment="rule, learned, human or source"),
        sa.Column("taxonomy", sa.String(length=80), nullable=False, comment="version and hash of the taxonomy"),
        sa.Column("evidence", sa.JSON(), nullable=False, comment="[{field, start, end, term, weight}]"),
        sa.Column("tagged_at", UtcTime(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_tag_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("article_id", "theme", "method", name=op.f("uq_tag_article_id_theme_method")),
    )
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.create_index("ix_tag_theme", ["theme", "article_id"], unique=False)

    op.create_table(
        "correction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="the article"
        ),
        sa.Column("theme", sa.String(length=80), nullable=False, comment="theme id"),
        sa.Column("verdict", sa.String(length=10), nullable=False, comment="accept, reject or add"),
        sa.Column("reviewer", sa.String(length=80), nullable=False, comment="who"),
        sa.Column("at", UtcTime(), nullable=False, comment="when"),
        sa.Column("note", sa.String(), nullable=False, comment="why, in the reviewer's words"),
        sa.Column("hidden", sa.JSON(), nullable=False, comment="what rules say of the theme, as rows of tag"),
        sa.Column("undone_at", UtcTime(), nullable=True, comment="when it was taken back; None while it stands"),
        sa.Column("undone_by", sa.String(length=80), nullable=False, comment="who took it back"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_correction_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index("ix_correction_article_id_theme", ["article_id", "theme"], unique=False)

    op.create_table(
        "coding",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="the article"
        ),
        sa.Column("coder", sa.String(length=80), nullable=False, comment="who"),
        sa.Column("themes", sa.JSON(), nullable=False, comment="theme ids; empty when none fits"),
        sa.Column("at", UtcTime(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_coding_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding")),
        sa.UniqueConstraint("article_id", "coder", name=op.f("uq_coding_article_id_coder")),
    )
    op.create_table(
        "taxonomy",
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="digest of the rules"),
        sa.Column("version", sa.String(), nullable=False, comment="versions of its layers"),
        sa.Column("content", sa.JSON(), nullable=False, comment="the rules"),
        sa.Column("kept_at", UtcTime(), nullable=False, comment="when it was first used here"),
        sa.Column("pinned_at", UtcTime(), nullable=True, comment="when readers were last switched to it"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_taxonomy")),
    )
    op.create_table(
        "retag",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number"),
        sa.Column("taxonomy", sa.String(length=64), nullable=False, comment="digest of the rules it tags by"),
        sa.Column("before", sa.String(length=64), nullable=False, comment="digest of the rules pinned when it began"),
        sa.Column("began_at", UtcTime(), nullable=False, comment="when it began"),
        sa.Column("finished_at", UtcTime(), nullable=True, comment="when readers were switched; None while it works"),
        sa.Column(
            "last_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="article up to which it has read",
        ),
        sa.Column("articles", sa.Integer(), nullable=False, comment="articles read"),
        sa.Column("changed", sa.Integer(), nullable=False, comment="articles whose tags differ"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retag")),
    )
    op.create_table(
        "retag_row",
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="the article",
        ),
        sa.Column(
            "retag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="its retagging"
        ),
        sa.Column("text_sha256", sa.String(length=64), nullable=False, comment="digest of the text that was tagged"),
        sa.Column("policy", sa.Double(), nullable=False, comment="how much it is about policy"),
        sa.Column("tags", sa.JSON(), nullable=False, comment="[{theme, score, central, method, evidence}]"),
        sa.ForeignKeyConstraint(["retag_id"], ["retag.id"], name=op.f("fk_retag_row_retag_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_retag_row")),
    )

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE article_fts USING fts5("
            "title, kicker, body, meta, content='', contentless_delete=1, tokenize='ascii')"
        )
        op.execute("INSERT INTO article_fts(article_fts, rank) VALUES('rank', 'bm25(8.0, 4.0, 1.0, 0.0)')")
        # Bytes gathered before a piece of the index is written: with 64 MB a bulk takes a tenth less time (measured).
        op.execute("INSERT INTO article_fts(article_fts, rank) VALUES('hashsize', 67108864)")
        # Of two pieces of like size one is made when the index is tidied.
        op.execute("INSERT INTO article_fts(article_fts, rank) VALUES('usermerge', 2)")
        op.execute("CREATE VIRTUAL TABLE article_fts_words USING fts5vocab(article_fts, instance)")
        # The words of documents apart: those of an article are what is printed.
        op.execute(
            "CREATE VIRTUAL TABLE attachment_fts USING fts5(words, content='', contentless_delete=1, tokenize='ascii')"
        )
    else:
        op.execute(
            "CREATE TABLE article_fts (article_id BIGINT PRIMARY KEY, title TEXT NOT NULL, kicker TEXT NOT NULL, "
            "body TEXT NOT NULL, meta TEXT[] NOT NULL) WITH (toast_tuple_target = 8160)"
        )
        # Uncompressed and in the row up to a page: reading them is what a search does most.
        op.execute("ALTER TABLE article_fts ALTER COLUMN body SET STORAGE MAIN")
        # See archive.search.conditions: pairs of characters, those of the title once more, filters. The cost keeps
        # the planner from making the tokens of every row anew.
        op.execute("""
CREATE FUNCTION article_grams(title text, kicker text, body text, meta text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
SELECT array_to_tsvector(array(
    SELECT mark || CASE WHEN starts_with(run, '~') THEN substr(run, 2, 400) ELSE substr(run, place, 2) END
    FROM (
        SELECT '' AS mark, unnest(string_to_array(btrim(title || kicker || body, '<>'), '><')) AS run
        UNION ALL SELECT '§t:', unnest(string_to_array(btrim(title, '<>'), '><'))
    ) AS runs, generate_series(1, CASE WHEN starts_with(run, '~') THEN 1 ELSE length(run) END) AS place
    WHERE NOT '§huge' = ANY(meta)
    UNION ALL SELECT unnest(meta)
))
$$
""")
        op.execute(
            "CREATE INDEX ix_article_fts_grams ON article_fts USING gin (article_grams(title, kicker, body, meta)) "
            "WITH (fastupdate = off)"
        )
        op.execute(
            "CREATE TABLE attachment_fts (attachment_id BIGINT PRIMARY KEY, words TEXT NOT NULL, meta TEXT[] NOT NULL)"
        )
        op.execute(
            "CREATE INDEX ix_attachment_fts_grams ON attachment_fts USING gin (article_grams('', '', words, meta)) "
            "WITH (fastupdate = off)"
        )
