"""Fusion: what a line's picture says of it, and what the picture of its voice's recording does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deepaudio.dsp.contour import contour_length
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import PicturePart, SpeechRequest
from deepaudio.engines.deepaudio_v1 import sound
from deepaudio.engines.deepaudio_v1.fusion import guide
from deepaudio.engines.deepaudio_v1.render_settings import parse_settings
from deepaudio.engines.deepaudio_v1.stretch import Stretch
from deepaudio.features.energy import energy_contour, quantised
from tests.helpers.films import write_film
from tests.helpers.signals import Running
from tests.helpers.sounding_film import write_sounding_film
from tests.helpers.spoken import spoken, write_voice

LINE = (24_000, 60_000)  # of a shot of 1.5 s
DRAFT = {"steps": 2}
RATE = 16_000  # of the tiny codec


def part_of(picture, shot=None, *, start=0, lead=LINE[0], length=LINE[1] - LINE[0]):
    """The part of a line that begins `lead` samples into a picture."""
    seen = replace(
        picture,
        media_start_s=picture.media_start_s + lead / SAMPLE_RATE,
        duration_s=length / SAMPLE_RATE,
    )
    return PicturePart(start, length, seen, shot)


def line(*parts, seed=5, **more):
    length = sum(part.num_samples for part in parts)
    return SpeechRequest(length, "Hi.", parts=parts, seed=seed, settings=DRAFT, **more)


def of_shot(picture, **more):
    return {
        "media_start_s": picture.media_start_s,
        "duration_s": picture.duration_s,
        "lead": LINE[0],
        "windows": [[0, 72_000]],
        **more,
    }


def heard(engine, picture, windows=((0, 72_000),), seed=5):
    """What the free pass hears over some windows of a picture."""
    stretch = Stretch(picture, windows, seed)
    generator = engine.video_to_audio._generator
    free = [sound.FREE] * len(windows)
    return generator.hear(stretch, free, parse_settings(DRAFT), Running())


def guidance(engine, request, control=None):
    return engine.fusion.guidance(request, control or Running())


def test_without_a_picture_there_is_no_guidance(engine):
    assert guidance(engine, SpeechRequest(48_000, "Hi.")) is None


def test_the_guide_is_the_energy_of_the_free_pass_over_the_line(engine, picture):
    """Measured as the networks were trained with it: at the codec's own rate, in 16-bit steps."""
    free = heard(engine, picture)
    found = guidance(engine, line(part_of(picture, of_shot(picture))))
    assert free.rate == RATE
    native = free.waveform[LINE[0] * RATE // SAMPLE_RATE : LINE[1] * RATE // SAMPLE_RATE]
    assert np.array_equal(found.energy, energy_contour(quantised(native), RATE, 0.75))
    assert found.energy.shape == (contour_length(0.75),)
    assert (found.energy.max(), found.prompt) == (1, None)


def test_without_its_shot_the_lines_own_window_is_heard(engine, picture):
    alone = guidance(engine, line(part_of(picture))).energy
    assert alone.shape == (contour_length(0.75),)
    within = guidance(engine, line(part_of(picture, of_shot(picture)))).energy
    assert not np.array_equal(alone, within)


def test_a_line_over_two_windows_is_guided_by_both(engine, film, picture):
    long = replace(picture, media_start_s=0.0, duration_s=5.0)
    windows = ((0, 120_000), (96_000, 144_000))
    shot = of_shot(long, lead=90_000, windows=windows)
    found = guidance(engine, line(part_of(long, shot, lead=90_000, length=60_000), seed=9))
    native = heard(engine, long, windows, 9).waveform[30_000:50_000]
    assert np.array_equal(found.energy, energy_contour(quantised(native), RATE, 1.25))
    assert found.energy.min() > 0  # sound all along, also past the first window's end


def test_long_windows_are_split_at_the_trained_length():
    windows = guide(None, 20 * SAMPLE_RATE).windows
    assert len(windows) == 3
    assert all(length <= 8 * SAMPLE_RATE for _, length in windows)
    assert sum(windows[-1]) == 20 * SAMPLE_RATE
    assert guide(None, 48_000).windows == ((0, 48_000),)


# -- lines across cuts --------------------------------------------------------------


@pytest.fixture
def other(tmp_path, picture):
    """Another shot, which grows darker."""
    path = write_film(tmp_path / "other.mp4", 72, grey=lambda n: 200 - 2 * n)
    return replace(picture, path=str(path), media_start_s=0.5)


def test_a_line_across_a_cut_is_guided_by_each_shot_under_it(engine, picture, other):
    before = part_of(picture, of_shot(picture, lead=36_000), lead=36_000, length=36_000)
    after = part_of(other, of_shot(other, lead=0), start=36_000, lead=0, length=48_000)
    found = guidance(engine, line(before, after)).energy
    one, two = heard(engine, picture).waveform[12_000:], heard(engine, other).waveform[:16_000]
    joined = np.concatenate([one[:12_000], two])
    assert np.array_equal(found, energy_contour(quantised(joined), RATE, 1.75))
    assert found.max() == 1  # one maximum for the whole line


def test_where_the_cut_is_matters_and_so_does_what_is_behind_it(engine, picture, other):
    def cut_at(length, behind=other):
        rest = 72_000 - length
        parts = part_of(picture, lead=0, length=length), part_of(behind, lead=0, length=rest)
        return guidance(engine, line(parts[0], replace(parts[1], start=length))).energy

    early, late, same = cut_at(24_000), cut_at(48_000), cut_at(24_000, picture)
    assert len(early) == len(late) == contour_length(1.5)
    assert not np.array_equal(early, late)
    assert not np.array_equal(early, same)


def test_two_speakers_of_a_shot_are_guided_by_their_own_lines_windows(engine, picture):
    free = heard(engine, picture)
    for first, last in ((0, 30_000), (24_000, 72_000)):
        shown = part_of(picture, of_shot(picture, lead=first), lead=first, length=last - first)
        native = free.waveform[first // 3 : last // 3]
        expected = energy_contour(quantised(native), RATE, (last - first) / SAMPLE_RATE)
        assert np.array_equal(guidance(engine, line(shown)).energy, expected)


# -- the picture of a voice's recording ---------------------------------------------


WORDS = "These are just the words that somebody says here."


def cast(path, *parts):
    return {
        "settings": {**DRAFT, "reference": {"path": str(path), "text": WORDS, "digest": ""}},
        "voice_parts": parts,
    }


def said_in(picture, **more):
    return replace(line(part_of(picture, of_shot(picture))), **more)


def test_a_recording_without_a_picture_says_nothing_before_the_line(engine, picture, tmp_path):
    path = write_voice(tmp_path / "mara.wav", 3.0)
    assert guidance(engine, said_in(picture, **cast(path))).prompt is None


def test_the_picture_of_a_recording_is_heard_before_the_line(engine, picture, film, tmp_path):
    path = write_voice(tmp_path / "mara.wav", 3.0)
    shown = PicturePart(0, 3 * SAMPLE_RATE, replace(picture, media_start_s=0.0, duration_s=3.0))
    request = said_in(picture, **cast(path, shown))
    found = guidance(engine, request)
    assert np.array_equal(found.energy, guidance(engine, said_in(picture)).energy)
    ((start, stop),) = engine.text_to_speech._voices.voice(request, Running()).kept_s
    native = heard(engine, shown.picture, ((0, 3 * SAMPLE_RATE),), 0).waveform
    kept = native[round(start * RATE) : round(stop * RATE)]
    assert np.array_equal(found.prompt, energy_contour(quantised(kept), RATE))
    other_take = guidance(engine, replace(request, seed=6))
    assert np.array_equal(other_take.prompt, found.prompt)  # the voice is the same in all takes


def test_a_film_as_a_recording_has_its_own_picture(engine, picture, tmp_path):
    film = write_sounding_film(tmp_path / "mara.mov", spoken()[: 3 * SAMPLE_RATE])
    request = said_in(picture, **cast(film))
    shown = engine.text_to_speech._voices.voice(request, Running()).picture
    listed = said_in(picture, **cast(film, PicturePart(0, 3 * SAMPLE_RATE, shown)))
    found = guidance(engine, request).prompt
    assert len(found) > 200
    assert np.array_equal(found, guidance(engine, listed).prompt)


def test_what_is_trimmed_off_a_recording_is_cut_off_its_picture_too(engine, picture, tmp_path):
    """The same words later in the recording, under a picture as much later: the same contour."""
    words, late_s = spoken()[: 2 * SAMPLE_RATE], 1.0
    film = write_film(tmp_path / "film.mp4", 120, grey=lambda n: 2 * n)
    shown = replace(picture, path=str(film), media_start_s=0.0, duration_s=3.0)
    contours = []
    for lead_s in (0.0, late_s):
        silence = np.zeros(round(lead_s * SAMPLE_RATE), np.float32)
        path = write_sounding_film(tmp_path / f"{lead_s}.mov", np.concatenate([silence, words]))
        part = PicturePart(0, 3 * SAMPLE_RATE, shown)
        request = said_in(picture, **cast(path, part))
        voice = engine.text_to_speech._voices.voice(request, Running())
        contours.append((guidance(engine, request).prompt, voice))
    (early, _), (late, voice) = contours
    start, stop = voice.kept_s[0]
    assert start == pytest.approx(late_s, abs=0.1)
    native = heard(engine, shown, ((0, 3 * SAMPLE_RATE),), 0).waveform
    kept = native[round(start * RATE) : round(stop * RATE)]
    assert np.array_equal(late, energy_contour(quantised(kept), RATE))
    assert len(late) == pytest.approx(len(early), abs=3)


def test_as_published_the_contour_of_a_trimmed_recording_is_not_cut(engine, picture, tmp_path):
    silence = np.zeros(SAMPLE_RATE, np.float32)
    path = write_sounding_film(
        tmp_path / "late.mov", np.concatenate([silence, spoken()[: 2 * SAMPLE_RATE]])
    )
    shown = PicturePart(0, 3 * SAMPLE_RATE, replace(picture, duration_s=3.0))
    request = said_in(picture, **cast(path, shown))
    published = replace(request, settings={**request.settings, "as_published": True})
    cut, whole = (guidance(engine, one).prompt for one in (request, published))
    assert len(whole) == contour_length(3.0)
    assert len(cut) < len(whole) - 80  # a second of silence went


def test_a_gap_between_the_pictures_of_a_recording_keeps_the_others_in_place(
    engine, picture, tmp_path
):
    path = write_voice(tmp_path / "mara.wav", 3.0)
    first = PicturePart(0, SAMPLE_RATE, replace(picture, duration_s=1.0))
    last = PicturePart(2 * SAMPLE_RATE, SAMPLE_RATE, replace(picture, duration_s=1.0))
    found = guidance(engine, said_in(picture, **cast(path, first, last))).prompt
    assert found.min() == 0
    assert found[: contour_length(0.9)].min() > 0 and found[-contour_length(0.5) :].min() > 0
    assert not found[contour_length(1.1) : contour_length(1.9)].any()


def test_a_picture_of_a_recording_that_cannot_be_read_is_told_of(engine, picture, tmp_path):
    path = write_voice(tmp_path / "mara.wav", 3.0)
    gone = replace(picture, path=str(tmp_path / "gone.mp4"))
    control = Running()
    request = said_in(picture, **cast(path, PicturePart(0, 3 * SAMPLE_RATE, gone)))
    assert guidance(engine, request, control).prompt is None
    assert "the picture of the voice's recording" in control.warnings[0]
