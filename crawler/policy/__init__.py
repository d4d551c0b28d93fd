"""Politeness: identity, robots, throttle, conditional requests, walls, retry."""
