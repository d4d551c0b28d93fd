"""Captures: WARC 1.1 segments, append, read back, verify."""
