"""Settings for the `scrapy` command: `scrapy list`, `scrapy crawl zhenjiang-daily`. JIANBAO_HOME decides the home.

Scrapy reads the upper-case names of this module. What they are and why is in `crawler.defaults`.
"""

from archive.config import load_config
from crawler.defaults import scrapy_settings

globals().update(scrapy_settings(load_config()))
