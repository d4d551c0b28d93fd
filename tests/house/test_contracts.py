"""Who may import whom holds, and the safe defaults of the build are what they should be."""

import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]


def test_imports_go_down_the_staircase() -> None:
    """All import contracts of pyproject.toml are kept."""
    ran = subprocess.run([str(Path(sys.executable).parent / "lint-imports")], cwd=REPO, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout


def test_make_alone_lists_its_targets() -> None:
    """`make` without a target names every target a person may want."""
    ran = subprocess.run(["make", "--no-print-directory"], cwd=REPO, capture_output=True, text=True, check=True)
    listed = {line.split()[0] for line in ran.stdout.splitlines() if line.strip()}
    assert {"venv", "demo", "run", "test", "check", "bench"} <= listed
