"""DeepAudio in OpenRV: its menu. RV copies this file into Python/ beside our folder."""

from __future__ import annotations

import sys
from pathlib import Path

# At the end: what RV brings itself is found first.
sys.path.append(str(Path(__file__).resolve().parents[1] / "deepaudio"))


def createMode() -> object:  # noqa: N802 - RV calls it by this name
    """Called by RV when the package is loaded."""
    import deepaudio_openrv

    return deepaudio_openrv.mode()
