"""Run the benchmarks: `python -m tests.bench [NAME ...]`; without names, all of them.

A benchmark is a module here with `measure() -> list[Row]`; it compares with a named peer in the same run,
because this machine's speed drifts and only ratios last. Times are CPU times of one process.
"""

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent
NOT_BENCHMARKS = {"__init__", "__main__", "edition", "mutations", "plots", "rows"}


def names() -> list[str]:
    """Every benchmark there is."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_BENCHMARKS)


def main(asked: list[str]) -> int:
    """Run the benchmarks asked for and print a table of each; 1 when a bar is missed."""
    unknown = set(asked) - set(names())
    if unknown:
        print(
            f"error: no benchmark named {', '.join(sorted(unknown))}\nmend:  use one of: {', '.join(names())}",
            file=sys.stderr,
        )
        return 2
    missed = 0
    for name in asked or names():
        module = importlib.import_module(f"tests.bench.{name}")
        print(f"\n{name}: {(module.__doc__ or '').strip().splitlines()[0]}")
        for row in module.measure():
            print(row)
            missed += not row.is_met
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
