"""Files beside the repository that not every checkout has."""

from __future__ import annotations

from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"


def shared_path(*parts: str) -> Path:
    """A file or folder of `../shared`; skips the test, saying so, where it is missing."""
    path = _SHARED.joinpath(*parts).resolve()
    if not path.exists():
        pytest.skip(f"not in this checkout: ../shared/{'/'.join(parts)}")
    return path


WRONG = "wrong"
"""In the corpus: files that are known to come out wrong, each for a test of its own."""


def corpus_files(*suffixes: str) -> list[Path]:
    """The files of the corpus with these endings, in order; none where there is no corpus.

    Those in `wrong` are left out: they are no examples of what works.
    """
    folder = (_SHARED / "corpus").resolve()
    found = (path for path in folder.rglob("*") if path.suffix in suffixes)
    return sorted(path for path in found if WRONG not in path.relative_to(folder).parts)
