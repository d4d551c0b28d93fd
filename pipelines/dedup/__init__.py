"""Fingerprints and the duplicate judge."""
