"""All tables of the house, one table family a file. Models stay inside the archive."""

from archive.models.article import Address, Article, ArticlePerson, Placement, Revision
from archive.models.attachment import Attachment
from archive.models.base import Base
from archive.models.capture import Capture, Edition, LayoutEntry, LayoutPage
from archive.models.cluster import Cluster, DedupBlock, DedupEdge, DedupHot, DedupRecent, StoryLink
from archive.models.entity import Mention
from archive.models.event import Cursor, Dimension, Event, Facet, Setting
from archive.models.frontier import Frontier
from archive.models.furniture import Furniture, PageBlocks, Review
from archive.models.health import Habit
from archive.models.host import Host, Robots
from archive.models.lease import Lease
from archive.models.meaning import Embedding
from archive.models.run import Run
from archive.models.source import Source
from archive.models.subscription import Delivery, Match, Subscriber, Subscription, SubscriptionEdit
from archive.models.theme import Coding, Correction, Retag, RetagRow, Tag, Taxonomy, Theme

__all__ = [
    "Address",
    "Article",
    "ArticlePerson",
    "Attachment",
    "Base",
    "Capture",
    "Cluster",
    "Coding",
    "Correction",
    "Cursor",
    "DedupBlock",
    "DedupEdge",
    "DedupHot",
    "DedupRecent",
    "Delivery",
    "Dimension",
    "Edition",
    "Embedding",
    "Event",
    "Facet",
    "Frontier",
    "Furniture",
    "Habit",
    "Host",
    "LayoutEntry",
    "LayoutPage",
    "Lease",
    "Match",
    "Mention",
    "PageBlocks",
    "Placement",
    "Retag",
    "RetagRow",
    "Review",
    "Revision",
    "Robots",
    "Run",
    "Setting",
    "Source",
    "StoryLink",
    "Subscriber",
    "Subscription",
    "SubscriptionEdit",
    "Tag",
    "Taxonomy",
    "Theme",
]
