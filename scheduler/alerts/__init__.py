"""From new articles to letters: match, compose, send."""
