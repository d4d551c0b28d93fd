"""The house stays easy to read: small files, small functions, few broad excepts, sentences on tests."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
FLOORS = ("archive", "pipelines", "crawler", "scheduler")
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
# The four doors where anything may come in: order runner, stage, web request, mail send.
BROAD_EXCEPT_DOORS = {
    *("scheduler/rounds.py", "scheduler/mail.py", "pipelines/stages.py", "pipelines/reread.py"),
    # On the other side of a socket: what a page does there ends nothing here.
    "pipelines/readers.py",
    "archive/web/guard.py",
}


def tracked(suffix: str) -> list[Path]:
    """Every file of the repository with this suffix, as git tracks it."""
    listed = subprocess.run(["git", "ls-files", "-z", f"*{suffix}"], cwd=REPO, capture_output=True, check=True)
    return [REPO / name for name in listed.stdout.decode().split("\0") if name and (REPO / name).exists()]


def product_files() -> list[Path]:
    """The Python files of the four floors."""
    return [path for path in tracked(".py") if path.relative_to(REPO).parts[0] in FLOORS]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_longer_than_it_should_be() -> None:
    """Every Python file of the product has at most 400 lines."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in product_files()}
    too_long = {path.name: n for path, n in lengths.items() if n > LONGEST_FILE and "migrations" not in path.parts}
    assert too_long == {}


def test_no_function_is_longer_than_it_should_be() -> None:
    """Every function of the product has at most 60 lines."""
    too_long = []
    for path in product_files():
        if "migrations" in path.parts:
            continue
        for node in functions(path):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                too_long.append(f"{path.relative_to(REPO)}:{node.lineno} {node.name} {length}")
    assert too_long == []


def test_broad_excepts_stand_at_the_named_doors_only() -> None:
    """`except Exception` is written only where the design allows it."""
    found = set()
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and _is_broad(node):
                found.add(str(path.relative_to(REPO)))
    assert found <= BROAD_EXCEPT_DOORS


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    return caught is None or (isinstance(caught, ast.Name) and caught.id in ("Exception", "BaseException"))


def test_every_test_says_its_sentence() -> None:
    """Every test function has a docstring that ends as a sentence."""
    silent = []
    for path in tracked(".py"):
        if path.relative_to(REPO).parts[0] == "tests":
            for node in functions(path):
                said = ast.get_docstring(node) or ""
                if node.name.startswith("test_") and not said.strip().endswith("."):
                    silent.append(f"{path.relative_to(REPO)}:{node.lineno} {node.name}")
    assert silent == []


@pytest.mark.parametrize("floor", FLOORS)
def test_only_the_four_floors_are_packages(floor: str) -> None:
    """The top level holds the four floors and tests, and no other Python package."""
    packages = {path.parent.name for path in REPO.glob("*/__init__.py")}
    assert floor in packages
    assert packages <= {*FLOORS, "tests"}
