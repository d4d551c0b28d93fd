"""The store: remembers everything, answers every question."""
