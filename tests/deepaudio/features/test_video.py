"""Frames at constant rates, and CLIP's tokens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from deepaudio.features import clip_text, video
from tests.helpers.published import clip_merges

RATES = (10, 24, 25, 29.97, 50)


def timed(rate: float, seconds: float, size: tuple[int, int] = (20, 30)) -> list:
    """Frames whose every pixel is their number."""
    count = round(rate * seconds)
    return [(i / rate, np.full((*size, 3), i, np.uint8)) for i in range(count)]


@pytest.mark.parametrize("rate", RATES)
def test_every_rate_gives_the_frames_of_the_duration(rate: float) -> None:
    frames = video.sample_frames(timed(rate, 3.0), 2.0)
    assert frames.duration_s == 2.0
    assert frames.clip.shape == (16, 3, 384, 384) and frames.sync.shape == (50, 3, 224, 224)
    seen = frames.sync[:, 0, 0, 0].tolist()
    assert seen == sorted(seen)
    expected = np.ceil(np.arange(50) / 25 * rate - 1e-6)
    assert np.abs(np.array(seen) - expected).max() <= 1


def test_a_picture_that_ends_early_sets_the_duration() -> None:
    frames = video.sample_frames(timed(24, 1.0), 8.0)
    assert frames.duration_s == len(frames.sync) / 25 == 0.96
    assert len(frames.clip) == 7


def test_frames_before_the_start_are_not_seen() -> None:
    early = [(-0.1, np.full((20, 30, 3), 255, np.uint8)), *timed(25, 1.0)]
    assert video.sample_frames(early, 1.0).clip[0].max() == 0


def test_one_frame_is_enough() -> None:
    frames = video.sample_frames(timed(25, 0.04), 0.2)
    assert len(frames.clip) == len(frames.sync) == 1


def test_no_frames_are_refused() -> None:
    with pytest.raises(ValueError, match="no frame"):
        video.sample_frames([], 1.0)


@pytest.mark.parametrize("size", [(16, 16), (17, 400), (400, 17), (224, 224), (4320, 7680)])
def test_every_picture_size_is_brought_to_the_encoders(size: tuple[int, int]) -> None:
    pixels = np.zeros((*size, 3), np.uint8)
    assert video.squeezed(pixels).shape == (3, 384, 384)
    assert video.centred(pixels).shape == (3, 224, 224)


def test_the_centre_is_the_centre() -> None:
    pixels = np.zeros((224, 448, 3), np.uint8)
    pixels[:, 112:336] = 255
    assert video.centred(pixels).min() == 255


def test_what_the_encoders_get_is_in_range() -> None:
    frames = video.sample_frames([(0.0, np.full((8, 8, 3), v, np.uint8)) for v in (0, 255)], 1.0)
    assert video.for_clip(frames.clip).aminmax() == (0.0, 0.0)
    assert video.for_sync(frames.sync).aminmax() == (-1.0, -1.0)


@pytest.fixture(scope="module")
def tokenizer() -> clip_text.ClipTokenizer:
    try:
        return clip_text.ClipTokenizer.read(clip_merges())
    except FileNotFoundError as error:
        pytest.skip(str(error))


def test_texts_of_any_length_fit_the_context(tokenizer: clip_text.ClipTokenizer) -> None:
    ids = tokenizer(["", "rain", "rain " * 200])
    assert ids.shape == (3, 77) and ids.dtype == torch.int64
    assert ids[0, :3].tolist() == [49406, 49407, 0]
    assert ids[2, [0, -1]].tolist() == [49406, 49407]


def test_case_space_and_markup_do_not_matter(tokenizer: clip_text.ClipTokenizer) -> None:
    plain = tokenizer.encode("rain & wind")
    assert tokenizer.encode("  RAIN\n &amp;amp;  Wind ") == plain


def test_a_list_of_merges_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "merges.txt").write_text("#version\na b\n")
    with pytest.raises(ValueError, match="48894 merges"):
        clip_text.ClipTokenizer.read(tmp_path / "merges.txt")
