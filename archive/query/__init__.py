"""The query language: parse, canonical form, explanation in words."""
