"""Source files: schema, reading, checking, loading."""
