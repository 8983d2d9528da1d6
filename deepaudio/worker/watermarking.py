"""The watermark of a mix, where one is asked for and can be made; torch loads only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deepaudio.credentials.watermark_weights import NEEDS, weights
from deepaudio_plugin.core.protocol import Mix, MixLevels

if TYPE_CHECKING:
    from deepaudio.credentials.watermark import Watermarker


def watermarker(request: Mix) -> Watermarker | None:
    """A new one for one pass over the mix; None where none is asked for or installed."""
    if not request.watermark or weights() is None:
        return None
    from deepaudio.credentials.watermark import Watermarker

    return Watermarker()


def missing_watermark(request: Mix, levels: MixLevels) -> tuple[str, ...]:
    """Why a mix has no watermark though one was asked for; nothing where all is well."""
    if not request.watermark or levels.watermark_db is not None:
        return ()
    why = NEEDS if weights() is None else "the mix is silent"
    return (f"no watermark: {why}",)
