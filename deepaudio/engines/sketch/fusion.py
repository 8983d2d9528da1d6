"""How picture and speech drive each other in the sketch engine."""

from __future__ import annotations

from deepaudio.dsp.waveform import SAMPLE_RATE, Contour
from deepaudio.engines.base import Control, SpeechRequest, StandardFusion


class SketchFusion(StandardFusion):
    """`Fusion` of the sketch engine."""

    def contour(self, request: SpeechRequest, control: Control) -> Contour | None:
        """Motion of the picture over the cue's window; None without a picture."""
        if request.picture is None:
            return None
        from deepaudio.engines.sketch.video_to_audio import motion_contour

        control.check()
        motion: Contour = motion_contour(request.picture, request.num_samples / SAMPLE_RATE)
        return motion
