"""`python -m tests.parity [KIT]`: every case of a kit, one line each; 0 if all pass.

Without a kit it is the repository's own two, of the tiny configurations: the networks, and
steps of their training.
"""

from __future__ import annotations

import argparse
import fnmatch
import gc
import sys
import time
import traceback
from pathlib import Path

import torch

from .check import check
from .kit import GOLDEN, GOLDEN_TRAIN, Case, Kit


def main() -> int:
    """Run the cases; 0 when every one passed and none was left out, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.parity", description=__doc__)
    parser.add_argument("kit", nargs="?", type=Path, help="folder of a kit")
    parser.add_argument("--only", default="*", metavar="GLOB", help="cases by name")
    parser.add_argument("--heavy", action=argparse.BooleanOptionalAction, default=True)
    arguments = parser.parse_args()
    chosen = [arguments.kit] if arguments.kit else [GOLDEN, GOLDEN_TRAIN]
    if not (chosen[0] / "index.json").exists():
        parser.error(f"{arguments.kit} holds no index.json")

    torch.set_num_threads(1)  # drawing weights takes most of the time, and more only wait
    started = time.process_time()
    passed = failed = skipped = 0
    for path in chosen:
        kit = Kit(path)
        own = "" if arguments.kit else ", the repository's own (KIT=DIR for another)"
        print(f"kit: {path}{own}: {len(kit.cases)} cases", flush=True)
        for case in kit.cases:
            if not fnmatch.fnmatch(case.id, arguments.only) or (case.heavy and not arguments.heavy):
                skipped += 1
                continue
            ok = _line(case)
            passed, failed = passed + ok, failed + (not ok)
            gc.collect()
    print(
        f"{passed} passed, {failed} failed, {skipped} skipped, "
        f"{time.process_time() - started:.1f} s of CPU"
    )
    return 0 if passed and not failed and not skipped else 1


def _line(case: Case) -> bool:
    try:
        result = check(case)
    except Exception as error:  # a case that cannot be computed has failed; the rest goes on
        print(f"{case.id:28} FAIL  {type(error).__name__}: {error}", flush=True)
        traceback.print_exc(file=sys.stderr)
        return False
    print(result, flush=True)
    return result.passed


if __name__ == "__main__":
    sys.exit(main())
