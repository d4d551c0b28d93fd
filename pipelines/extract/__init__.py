"""Reading a page: headline triple, people, days, text, captions.

Doors: `read_page` for HTML, `read_print` for text copied out of print, `canonical` for addresses, `confidence_of` and
`flags_of` for how sure a reading is, `find_anchors` and `words_at` for where it stands on the page, `learn_furniture`
for what a source's pages repeat.
"""

from pipelines.extract.addresses import canonical
from pipelines.extract.anchors import find_anchors, words_at
from pipelines.extract.confidence import confidence_of, flags_of
from pipelines.extract.furniture import Furniture, learn_furniture
from pipelines.extract.page import VERSION, read_page
from pipelines.extract.print_page import read_print
from pipelines.extract.reading import Reading

__all__ = [
    "VERSION",
    "Furniture",
    "Reading",
    "canonical",
    "confidence_of",
    "find_anchors",
    "flags_of",
    "learn_furniture",
    "read_page",
    "read_print",
    "words_at",
]
