"""The reading rooms: a fetched page in, clean tagged drafts out.

Pure functions without network, clock or database; only `stages` and `reread` touch the store, only `stages` Scrapy.
"""
