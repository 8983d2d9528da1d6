"""What a panel sees and hears of media, made by the worker and kept: thumbnails,
reels, waveforms, sound.

Blocking calls, safe from any thread; no Qt.
"""

from deepaudio_plugin.viewing.gallery import Gallery, OriginalSound
from deepaudio_plugin.viewing.reels import Projector

__all__ = ["Gallery", "OriginalSound", "Projector"]
