"""Ask for known vulnerabilities of the versions in constraints.txt. Needs the network.

    pip install pip-audit
    python -m tools.audit                  # what follows goes to pip-audit, such as --desc

Only names and versions of that file are sent, to the service that pip-audit asks.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys

from tools.constraints import FILE


def command(*more: str) -> list[str]:
    """The command line: every version is pinned, so nothing has to be resolved."""
    pinned = ("--requirement", str(FILE), "--no-deps", "--disable-pip")
    return [sys.executable, "-m", "pip_audit", *pinned, *more]


def main() -> int:
    """Run pip-audit. Returns its exit code, 2 where it is not installed."""
    if importlib.util.find_spec("pip_audit") is None:
        print("pip-audit is not installed: pip install pip-audit", file=sys.stderr)
        return 2
    return subprocess.call(command(*sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
