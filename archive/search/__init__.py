"""Search backends and answers: exact totals, snippets, facets."""
