"""Spiders for sources that fit no family; each says why none does."""
