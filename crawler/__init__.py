"""The collectors: find and fetch politely, understand nothing."""
