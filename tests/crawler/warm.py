"""Crawl processes that begin with everything imported: a server that has done so forks one for each crawl.

A process of `python -m crawler` spends half its CPU on imports, and hundreds of tests need one. The forked process
runs the same `main` with arguments, environment and streams of its own.
"""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired

from tests.conftest import REPO

NEEDED = [
    "crawler.__main__",
    "crawler.report",
    *(f"crawler.policy.{part}" for part in ("handler", "guard", "robots", "retry", "proxy")),
]
"""What a crawl imports; the later ones Scrapy loads by name."""


def run_crawler(arguments: Sequence[str], environment: Mapping[str, str], timeout_s: float) -> CompletedProcess[str]:
    """Run `python -m crawler` with these arguments and wait for its end; raises TimeoutExpired."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = _server().Process(target=_crawl, args=(list(arguments), dict(environment), str(out), str(err)))
        process.start()
        process.join(timeout_s)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutExpired(list(arguments), timeout_s, err.read_text(encoding="utf-8"))
        texts = (out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))
        return CompletedProcess(list(arguments), process.exitcode, *texts)


@cache
def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(NEEDED)
    return context


def _crawl(arguments: list[str], environment: dict[str, str], out: str, err: str) -> None:
    for number, path in ((1, out), (2, err)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(REPO)
    from crawler.__main__ import main

    sys.exit(main(arguments))
