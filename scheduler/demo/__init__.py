"""The miniature world that the demo crawls: a city in two days."""
