"""Reading a page: headline triple, people, days, text, captions."""
