"""What guides speech in the sketch engine."""

from dataclasses import replace

import numpy as np

from deepaudio.engines.base import PicturePart, SpeechRequest
from deepaudio.engines.sketch.fusion import SketchFusion
from deepaudio.media.picture import JobPicture
from tests.helpers.films import write_film
from tests.helpers.signals import Running

RATE = 48_000


def test_without_a_picture_there_is_no_guidance():
    assert SketchFusion().guidance(SpeechRequest(RATE, "Hello."), Running()) is None


def test_a_line_across_a_cut_is_guided_by_what_moves_on_either_side(tmp_path):
    moving = JobPicture(
        str(write_film(tmp_path / "moving.mp4", 48, grey=lambda n: 100 + 60 * (n // 6 % 2))),
        duration_s=1.0,
    )
    still = replace(moving, path=str(write_film(tmp_path / "still.mp4", 48, grey=lambda n: 90)))

    def energy(*pictures):
        parts = tuple(PicturePart(i * RATE, RATE, one) for i, one in enumerate(pictures))
        request = SpeechRequest(len(parts) * RATE, "Hello.", parts=parts)
        return SketchFusion().guidance(request, Running()).energy

    across, alone = energy(moving, still), energy(moving)
    assert np.array_equal(across[: len(alone)], alone)
    assert len(across) == 2 * RATE * 24_000 // (256 * RATE)
    assert not across[len(alone) :].any()
