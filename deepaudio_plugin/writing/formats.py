"""A finished timeline into a file of the format that its name asks for.

.otio     the text itself; relative links of the old clips are made absolute when the new
          file is in another folder, for they would point nowhere
.otioz    a bundle with all media that can be found
.otiod    the same as a folder
others    what OTIO's adapter for the format writes; links are absolute file URLs
"""

from __future__ import annotations

from pathlib import Path

OWN = (".otio", ".otioz", ".otiod")


def check(target: Path) -> None:
    """Raise OutputError when nothing here writes files named like `target`."""
    raise NotImplementedError


def write(text: str, base: Path, target: Path) -> list[str]:
    """Write the timeline `text`, whose relative links count from `base`; returns notes.

    Raises OSError, OutputError.
    """
    raise NotImplementedError
