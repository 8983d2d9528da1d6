"""Hostile files, as the tests of `make test` have them, counted."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.torture.promises import Promise
from tests.torture.scene import ROOT

_NAMES = ("test_hostile*.py", "test_foreign_text.py")


def measure(_folder: Path) -> list[Promise]:
    """Run every file of tests that has one of the names."""
    promise = Promise(
        "bombs, traversal, links, FIFOs, devices, UNC, URLs of every scheme, pickles, foreign text",
        "refused by name, nothing opened outside, nothing run, nothing acts",
    )
    files = sorted(str(path) for name in _NAMES for path in (ROOT / "tests").rglob(name))
    command = [sys.executable, "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", *files]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    counts = {kind: int(n) for n, kind in re.findall(r"(\d+) (passed|failed|error)", ran.stdout)}
    promise.cases = sum(counts.values())
    promise.failures = re.findall(r"^(?:FAILED|ERROR) (.*)$", ran.stdout, re.MULTILINE)
    if ran.returncode and not promise.failures:
        promise.failures.append(ran.stdout[-400:] + ran.stderr[-400:])
    return [promise]
