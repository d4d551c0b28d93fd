"""Where an order runs: a crawler process on this machine. Starts it, listens to its JSON lines, ends it in time.

Knows no source and no database; never imports Scrapy, which lives in the process that is started here.
"""

import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import IO, Any

log = logging.getLogger(__name__)

LOG_LINE = re.compile(
    r"\S+Z (?P<level>debug|info|warning|error|critical) (?P<logger>[\w.]+): (?P<said>.*?)"
    r'(?P<fields>(?: \w+="(?:[^"\\]|\\.)*")*)'
)
"""A line of the process's log: `time level logger: sentence field="value" ...`, see `crawler.logs`."""
LOG_FIELD = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*")')
RESERVED = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
"""Names that the logging library keeps for itself."""
LISTEN_S = 0.2
"""How often the time limit and the wish to stop are looked at while the process is silent."""
LEAVE_S = 5.0
"""Seconds that a process gets to leave after it has closed its stdout."""
LAST_WORDS = 20
"""Lines of the process's stderr that are remembered, for saying why it failed."""


@dataclass(slots=True, kw_only=True)
class Watch:
    """How a crawler process is watched."""

    limit_s: float
    """Seconds after which it is asked to end."""
    drain_s: float
    """Seconds it gets to end well once asked; then it is killed."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Set by whoever wants it to end early."""
    beat: Callable[[], None] = lambda: None
    """Called every `beat_s` while it runs, for renewing leases."""
    beat_s: float = 30.0
    silent_s: float = float("inf")
    """Seconds after which a process that says nothing is taken for stuck and killed."""
    began: Callable[[IO[str]], None] = lambda stdin: None
    """Called with the process's stdin once it has been started, for giving it orders."""


@dataclass(slots=True, kw_only=True)
class Ended:
    """How a crawler process ended."""

    code: int
    """Exit code; negative is the signal that ended it."""
    why: str
    """`finished`, `stopped` (asked to), `time limit` or `silence`."""
    last_words: tuple[str, ...] = field(default=())
    """The last lines it wrote to stderr."""


def run_crawler(
    arguments: Sequence[str], *, environment: Mapping[str, str], heard: Callable[[dict[str, Any]], None], watch: Watch
) -> Ended:
    """Run `python -m crawler` with the arguments until it ends; hand each JSON object it prints to `heard`.

    When the watch says so it is asked to end (SIGTERM), and killed when it does not.
    """
    process = _start(arguments, environment)
    lines: SimpleQueue[str | None] = SimpleQueue()
    words: deque[str] = deque(maxlen=LAST_WORDS)
    threads = [
        threading.Thread(target=_pour, args=(process.stdout, lines.put), daemon=True),
        threading.Thread(target=_pour, args=(process.stderr, _Overhear(words)), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        assert process.stdin is not None
        watch.began(process.stdin)
        why = _listen(process, lines, heard, watch)
    finally:
        _kill(process)
        for thread in threads:
            thread.join()
    return Ended(code=process.returncode, why=why, last_words=tuple(words))


def _start(arguments: Sequence[str], environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    # A session of its own: Ctrl-C reaches only us, and we ask it once to end; asked twice, Scrapy drops what it holds.
    # Its stdin is a pipe: the crawler ends when it closes, so it cannot outlive a killed parent.
    return subprocess.Popen(  # noqa: S603 # our own program, arguments checked by the order
        [sys.executable, "-m", "crawler", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=_inherited() | dict(environment),
        start_new_session=True,
    )


def _inherited() -> dict[str, str]:
    """Return our environment without settings: the order's configuration decides those, not the process's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("JIANBAO_")}


def _listen(
    process: "subprocess.Popen[str]",
    lines: "SimpleQueue[str | None]",
    heard: Callable[[dict[str, Any]], None],
    watch: Watch,
) -> str:
    """Hand on lines until stdout closes; return why the process ended."""
    why, kill_at = "finished", float("inf")
    started = beaten = told = time.monotonic()
    while True:
        now = time.monotonic()
        if why == "finished" and (watch.stop.is_set() or now - started > watch.limit_s):
            why, kill_at = "stopped" if watch.stop.is_set() else "time limit", now + watch.drain_s
            process.send_signal(signal.SIGTERM)
        if why == "finished" and now - told > watch.silent_s:
            why, kill_at = "silence", now
        if now > kill_at:
            process.kill()
        if now - beaten > watch.beat_s:
            beaten = now
            watch.beat()
        try:
            line = lines.get(timeout=LISTEN_S)
        except Empty:
            continue
        if line is None:
            return why
        told = time.monotonic()
        _hand_on(line, heard)


def _hand_on(line: str, heard: Callable[[dict[str, Any]], None]) -> None:
    """Hand on one line; whatever is not a JSON object is only logged."""
    try:
        told = json.loads(line)
    except ValueError:
        told = None
    if isinstance(told, dict):
        heard(told)
    elif line.strip():
        log.warning("the crawler said something that is not JSON", extra={"line": line.strip()[:200]})


def _pour(stream: IO[str] | None, into: Callable[[str | None], None]) -> None:
    """Hand on each line of a stream, then None."""
    if stream is not None:
        with stream:
            for line in stream:
                into(line)
    into(None)


class _Overhear:
    """Takes the lines of the process's log over into ours, and remembers those that may say why it failed."""

    def __init__(self, words: "deque[str]") -> None:
        self.words = words
        self.level = logging.WARNING

    def __call__(self, line: str | None) -> None:
        text = (line or "").rstrip()
        if not text:
            return
        found = LOG_LINE.fullmatch(text)
        if found is None:
            # A line of another form belongs to the one before it, such as a traceback.
            log.log(self.level, "%s", text)
        else:
            self.level = logging.getLevelNamesMapping()[found["level"].upper()]
            pairs = LOG_FIELD.findall(found["fields"])
            fields = {name: json.loads(value) for name, value in pairs if name not in RESERVED}
            logging.getLogger(found["logger"]).log(self.level, "%s", found["said"], extra=fields)
        if self.level >= logging.WARNING:
            self.words.append(found["said"] if found else text)


def _kill(process: "subprocess.Popen[str]") -> None:
    """Make sure the process is gone; it gets a moment to leave by itself once its stdin, its leash, is closed."""
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
    try:
        process.wait(timeout=LEAVE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
