"""Only what pyproject.toml cannot say: the README as a package index shows it."""

import sys
from pathlib import Path

from setuptools import setup

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))

from tools.index_readme import for_index  # noqa: E402 - after the path to it

setup(
    long_description=for_index((ROOT / "README.md").read_text(encoding="utf-8")),
    long_description_content_type="text/markdown",
)
