"""Politeness: identity, robots, throttle, conditional requests, walls, retry, and what we refuse to ask for.

`causes` names every way in which a request can fail; the names stand in the run's ledger.
"""
