"""The demonstration's corpus: its truth is in the picture where it says so, and only there."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from deepaudio.training.demo import corpus, features
from deepaudio.training.demo.corpus import RATE, DemoClip
from deepaudio.training.demo.scenes import FPS


@pytest.fixture(scope="module")
def clips() -> list[DemoClip]:
    return corpus.training_clips(24, seed=5)


def motion(clip: DemoClip) -> np.ndarray:
    """How much the picture changes from frame to frame."""
    return np.abs(np.diff(clip.frames, axis=0)).mean(axis=(1, 2))


def loudness(wave: np.ndarray, count: int) -> np.ndarray:
    return np.abs(wave[: count * (RATE // FPS)]).reshape(count, -1).mean(axis=1)


def test_every_other_clip_shows_its_speaker(clips: list[DemoClip]) -> None:
    assert [clip.shows_speaker for clip in clips] == [True, False] * 12
    for clip in clips:
        assert clip.spoken.shape == clip.own_sound.shape == (corpus.SAMPLES,)
        assert np.array_equal(clip.spoken, clip.own_sound) == clip.shows_speaker


def test_a_mouth_moves_when_its_words_are_heard_and_a_ball_does_not(clips: list[DemoClip]) -> None:
    def agreement(clip: DemoClip) -> float:
        level = loudness(clip.spoken, len(clip.frames))
        return float(np.corrcoef(np.abs(np.diff(level)), motion(clip))[0, 1])

    mouths = [agreement(clip) for clip in clips if clip.shows_speaker]
    balls = [agreement(clip) for clip in clips if not clip.shows_speaker]
    assert min(mouths) > 0.5
    assert abs(float(np.mean(balls))) < 0.25


def test_a_ball_is_heard_where_it_meets_the_ground(clips: list[DemoClip]) -> None:
    for clip in [c for c in clips if not c.shows_speaker][:4]:
        heard = np.flatnonzero(np.diff(np.abs(clip.own_sound) > 0.02, prepend=0))
        first = heard[0] / RATE
        before = clip.frames[round(first * FPS) - 3 : round(first * FPS)]
        # It falls: what moves in the frames before the contact moves down.
        bright = [frame[:20].max(axis=1).argmax() for frame in before]
        assert bright == sorted(bright)


def test_equal_seeds_give_equal_clips_and_measured_ones_are_others() -> None:
    one, same, other = (corpus.training_clips(2, seed) for seed in (7, 7, 8))
    assert np.array_equal(one[1].frames, same[1].frames)
    assert not np.array_equal(one[1].frames, other[1].frames)
    assert not set(corpus.WORDS) & set(corpus.OTHER_WORDS)
    words = {word for clip in corpus.held_out_clips(6, 3) for word in clip.text.split()}
    assert words <= set(corpus.OTHER_WORDS)


def test_features_have_the_layout_of_the_real_ones(clips: list[DemoClip]) -> None:
    shown = features.seen(clips[0].frames)
    assert shown.clip.shape == (15, features.CLIP_DIM)  # 8 per second
    assert shown.sync.shape == (40, features.SYNC_DIM)  # eight for each of five segments
    assert features.speech_mel(clips[0].spoken).shape == (features.FRAMES, 40)
    assert features.sound_mel(clips[0].own_sound).shape[0] == features.LATENT_FRAMES


def test_the_codecs_contour_follows_what_is_heard(clips: list[DemoClip]) -> None:
    codec = features.Codec.of([features.sound_mel(clip.own_sound) for clip in clips])
    for clip in clips[:6]:
        contour = codec.contour(codec.encode(features.sound_mel(clip.own_sound)))
        assert contour.shape == (features.FRAMES,)
        assert contour.max() == pytest.approx(1)
        level = np.abs(clip.own_sound[: features.FRAMES * 256]).reshape(-1, 256).mean(axis=1)
        assert np.corrcoef(contour.numpy(), np.sqrt(level))[0, 1] > 0.75


def test_normalising_goes_both_ways() -> None:
    rows = [torch.randn(9, 4) * 3 + 2 for _ in range(3)]
    for per_channel in (True, False):
        one = features.Normaliser.of(rows, per_channel=per_channel)
        torch.testing.assert_close(one.back(one(rows[0])), rows[0])
    assert one(torch.cat(rows)).std() == pytest.approx(1, abs=1e-4)
