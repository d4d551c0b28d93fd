"""The list adapters of government sites, one a file. Doors: `ADAPTERS`, `adapter_of`, and the records of `protocol`.

Measured on 511 channel scripts of 13 Jiangsu cities: these eleven read all of them. A city has one content management
system and about forty channels.
"""

from crawler.spiders.gov.channel import Channel
from crawler.spiders.gov.cpage import CPage
from crawler.spiders.gov.dataproxy import DataProxy
from crawler.spiders.gov.ewb import Ewb
from crawler.spiders.gov.gi_class import GiClass
from crawler.spiders.gov.index_pages import IndexPages
from crawler.spiders.gov.jpaas import Jpaas
from crawler.spiders.gov.lists_do import ListsDo
from crawler.spiders.gov.protocol import Adapter, Ask, ListPage, Seen
from crawler.spiders.gov.static_pages import StaticPages
from crawler.spiders.gov.truecms import TrueCms
from crawler.spiders.gov.xxgk_search import XxgkSearch

__all__ = ["ADAPTERS", "Adapter", "Ask", "ListPage", "Seen", "adapter_of"]

ADAPTERS: tuple[Adapter, ...] = (
    DataProxy(),
    XxgkSearch(),
    Jpaas(),
    TrueCms(),
    Ewb(),
    ListsDo(),
    Channel(),
    GiClass(),
    CPage(),
    IndexPages(),
    StaticPages(),
)
"""In the order in which a page is tried: those with a mark of their own before those known by a file name."""


def adapter_of(name: str, html: str, url: str) -> Adapter:
    """Return the adapter that a source file names, or for `auto` the first that the page fits."""
    if name == "auto":
        return next(one for one in ADAPTERS if one.fits(html, url))
    return next(one for one in ADAPTERS if one.name == name)
