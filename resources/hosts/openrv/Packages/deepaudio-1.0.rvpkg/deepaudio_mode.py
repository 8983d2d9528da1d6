"""DeepAudio in OpenRV: its menu. RV copies this file into Python/ beside our folder."""

from __future__ import annotations

import sys
from pathlib import Path

# At the end: what RV brings itself is found first.
sys.path.append(str(Path(__file__).resolve().parents[1] / "deepaudio"))


def createMode() -> object:  # noqa: N802 - RV calls it by this name
    """Called by RV when the package is loaded."""
    try:
        import deepaudio_openrv
    except ImportError as error:
        raise ImportError(
            "DeepAudio was removed: untick it in Preferences ▸ Packages, or install it again with "
            "deepaudio hosts install openrv"
        ) from error
    return deepaudio_openrv.mode()
