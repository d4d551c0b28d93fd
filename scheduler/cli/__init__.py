"""The command line: one file a noun, loaded when called."""
