"""How sources are judged."""
