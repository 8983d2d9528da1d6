"""The version of an engine: it changes with all that makes its sound, and with nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

_ROOT = Path(__file__).parents[1]


def sound_version(code: Iterable[str], packages: Iterable[str]) -> str:
    """This package's version and a digest of what makes the sound.

    `code` are patterns of source files within `deepaudio`, `packages` the libraries that
    compute with them. A take is then never mistaken for what today's engine would make.
    """
    digest = hashlib.sha256()
    for file in sorted({path for pattern in code for path in _ROOT.glob(pattern)}):
        digest.update(file.relative_to(_ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    for package in packages:
        digest.update(f"{package}=={_installed(package)}\0".encode())
    return f"{_installed('deepaudio-editors') or '0'}+{digest.hexdigest()[:12]}"


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
