"""A stretch of a mix, by its stems."""

from __future__ import annotations

from typing import NamedTuple

from deepaudio.dsp.waveform import Samples


class MixBlock(NamedTuple):
    """The stems of a stretch, each (C, T), at the gains that they have in the mix."""

    speech: Samples
    effects: Samples  # with the ambience of sounds whose ambience is not known apart
    ambience: Samples

    @property
    def mixed(self) -> Samples:
        """All of it."""
        return self.speech + self.effects + self.ambience
