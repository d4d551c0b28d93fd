"""Whose turn it is: what is done side by side goes on in the order in which it came in."""

import asyncio


class Turn:
    """The place of one in the order; it must end, whatever happens, for the next one waits for it."""

    def __init__(self, before: asyncio.Event | None) -> None:
        self._before = before
        self.ended = asyncio.Event()

    async def come(self) -> None:
        """Wait until all that came in before have ended."""
        if self._before is not None:
            await self._before.wait()
            self._before = None

    def end(self) -> None:
        """Let the next one go on."""
        self.ended.set()


class Turns:
    """The order of one crawl."""

    def __init__(self) -> None:
        self._last: asyncio.Event | None = None

    @property
    def open(self) -> bool:
        """True while one that has come in has not ended."""
        return self._last is not None and not self._last.is_set()

    def enter(self) -> Turn:
        """Return the place behind all that have come in so far."""
        turn = Turn(self._last)
        self._last = turn.ended
        return turn
