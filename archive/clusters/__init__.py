"""Duplicate clusters once made: split and merged by people, built anew, explained; same stories linked.

Finding and joining while an article is stored is `archive.duplicates`.
"""
