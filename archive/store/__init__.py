"""THE writer of articles: `Store`. The other modules are its hands: rows, addresses, placements, attachments.

`attachments` is also a door of its own for the spider that fetches them.
"""

from archive.store.writer import Store

__all__ = ["Store"]
