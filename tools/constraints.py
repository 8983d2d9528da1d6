"""Write constraints.txt: the versions that the tests have run with, each pinned.

    python -m tools.constraints            # after the tests have passed, in their environment

The pins hold on the Python that they were taken on; on another one they are left out, because
some of these versions do not exist for it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from packaging.version import Version

from tools.installed import installed

FILE = Path(__file__).parents[1] / "constraints.txt"
EXTRAS = ("formats", "dev")

_HEAD = """\
# Versions that the tests have run with, on Linux with Python {python}. Use them like this:
#     pip install -c constraints.txt deepaudio-editors
# Written by `python -m tools.constraints`; CONTRIBUTING.md says when.
"""


def constraints() -> str:
    """The file: one pin a line, without a build's own suffix such as +cpu."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    lines = [
        f'{name}=={Version(made.version).public} ; python_version == "{python}"'
        for name, made in installed(EXTRAS).items()
    ]
    return _HEAD.format(python=python) + "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(constraints(), encoding="utf-8")
    print(f"{FILE.name}: {constraints().count('==') // 2} versions")
