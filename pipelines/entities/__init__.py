"""Entities: people with office, document numbers, places."""
