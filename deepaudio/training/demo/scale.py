"""How much the demonstration makes and trains."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoScale:
    """Numbers of clips, steps and draws; all else is the same at every scale."""

    clips: int
    held_out: int
    of_new_voice: int  # to learn it from; as many are held out
    sound_steps: int
    tts_steps: int
    v2s_steps: int
    mof_steps: int
    voice_steps: int
    loss_rounds: int  # draws that the loss of a clip is the mean of


FULL = DemoScale(
    clips=300,
    held_out=48,
    of_new_voice=24,
    sound_steps=250,
    tts_steps=150,
    v2s_steps=120,
    mof_steps=140,
    voice_steps=40,
    loss_rounds=2,
)
"""Minutes on two cores: the figures of `docs/training.md`."""

SHORT = DemoScale(
    clips=80,
    held_out=48,
    of_new_voice=10,
    sound_steps=60,
    tts_steps=30,
    v2s_steps=15,
    mof_steps=60,
    voice_steps=15,
    loss_rounds=1,
)
"""About a minute, for the tests: every part runs, and only the largest effects show."""
