"""Clean text: paragraphs, column breaks, white space."""
