"""The sound of the engine: a tone for each turn, a deep one for the scene."""

from __future__ import annotations

import numpy as np

from deepaudio.dsp.audio import Audio
from deepaudio.engines.base import Control, Speech
from deepaudio.engines.batches import SceneRequest, SceneStages, SceneStems

RATE = 24_000
_HERTZ = {"low": 220.0, "high": 330.0}


class Duet(SceneStages):
    """Knows scenes only: single lines and windows of shots are scenes to it."""

    def render_scene(self, scene: SceneRequest, control: Control) -> SceneStems:
        """See `RendersScenes.render_scene`."""
        control.check()
        width = float(scene.settings.get("width", 0.75))
        speech = np.zeros((2, _length(scene.num_samples)), np.float32)
        turns = []
        for number, turn in enumerate(scene.turns):
            line = turn.line
            side = number % 2 if len(scene.turns) > 1 else int(line.voice == "high")
            window = _tone(_HERTZ.get(line.voice, 260.0), _length(line.num_samples), side, width)
            around = [(0, 0), (_length(line.handle_in), _length(line.handle_out))]
            seconds = line.num_samples / 48_000
            turns.append(
                Speech(Audio(np.pad(window, around), RATE), line.num_samples, 0.0, seconds, 1.0)
            )
            first = _length(turn.start)
            room = speech[:, first : first + window.shape[1]]
            room += window[:, : room.shape[1]]
        sound = _tone(110.0 if scene.picture else 55.0, _length(scene.num_samples), 0, 0.25)
        return SceneStems(Audio(speech, RATE), Audio(sound, RATE), tuple(turns))


def _length(samples: int) -> int:
    """Samples at this engine's rate that last as long as so many at 48 kHz."""
    return -(-samples * RATE // 48_000)


def _tone(hertz: float, length: int, side: int, width: float) -> np.ndarray:
    tone = 0.2 * np.sin(2 * np.pi * hertz * np.arange(length) / RATE)
    far = tone * (1 - width)
    return np.stack([far, tone] if side else [tone, far]).astype(np.float32)
