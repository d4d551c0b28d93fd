"""Clean text: paragraphs, column breaks, white space.

Punctuation stays as printed, full-width or half-width; letters and digits of full width become plain ones.
"""

from pipelines.clean.paragraphs import ends_sentence, glue, is_cut, join_column_breaks, unwrap
from pipelines.clean.whitespace import tidy_line, tidy_text, tidy_title

__all__ = ["ends_sentence", "glue", "is_cut", "join_column_breaks", "tidy_line", "tidy_text", "tidy_title", "unwrap"]
