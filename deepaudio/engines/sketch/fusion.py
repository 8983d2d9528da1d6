"""How picture and speech drive each other in the sketch engine."""

from __future__ import annotations

from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import Control, Guidance, SpeechRequest, StandardFusion


class SketchFusion(StandardFusion):
    """`Fusion` of the sketch engine."""

    def guidance(self, request: SpeechRequest, control: Control) -> Guidance | None:
        """Motion of the pictures over the cue's window; None without a picture."""
        if not request.parts:
            return None
        from deepaudio.engines.sketch.video_to_audio import motion_contour

        control.check()
        shown = [(part.picture, part.num_samples / SAMPLE_RATE) for part in request.parts]
        return Guidance(motion_contour(shown))
