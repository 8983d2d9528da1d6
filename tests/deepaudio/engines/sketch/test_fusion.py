"""What guides speech in the sketch engine."""

from deepaudio.engines.base import SpeechRequest
from deepaudio.engines.sketch.fusion import SketchFusion
from tests.helpers.signals import Running

RATE = 48_000


def test_without_a_picture_there_is_no_contour():
    assert SketchFusion().contour(SpeechRequest(RATE, "Hello."), Running()) is None
