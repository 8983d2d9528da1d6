"""What somebody may have meant with a name that nothing has."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_ALIKE = 0.6
"""Of 1, as `difflib` counts; below it a suggestion would be a guess."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name that is most like `word`, in whatever case; "" where none is like it."""
    by_lower = {name.lower(): name for name in known if name}
    found = difflib.get_close_matches(word.strip().lower(), by_lower, n=1, cutoff=_ALIKE)
    return by_lower[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str], hint: str = "") -> str:
    """`hint`, after a question where some known name is like `word`."""
    name = nearest(word, known)
    return " ".join(filter(None, (f"Did you mean {name}?" if name else "", hint)))
