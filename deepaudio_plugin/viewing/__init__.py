"""What a panel sees and hears of media, made by the worker and kept: thumbnails, waveforms, sound.

Blocking calls, safe from any thread; no Qt.
"""

from deepaudio_plugin.viewing.gallery import Gallery, OriginalSound

__all__ = ["Gallery", "OriginalSound"]
