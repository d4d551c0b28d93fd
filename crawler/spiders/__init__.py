"""One family of sources a file."""
