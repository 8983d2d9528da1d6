"""What goes on: one ambience over the cuts of a scene, another in another, and none in silence."""

import numpy as np
import pytest

from deepaudio.dsp.levels import loudness
from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch.ambience import captions_of, noise_of
from deepaudio.engines.sketch.video_to_audio import SketchVideoToAudio
from tests.helpers.signals import Running

RATE = 48_000
HANDLE = 24_000
PROMPTS = ["", "rain", "a forest", "crowded café", "waves on a beach"]


def take(seconds, *ambience, prompt="", seed=7, sounds=(), control=None):
    """The left channel of a whole take."""
    return both(seconds, *ambience, prompt=prompt, seed=seed, sounds=sounds, control=control)[0]


def both(seconds, *ambience, prompt="", seed=7, sounds=(), control=None):
    """A whole take (2, T)."""
    told = [{"place": place, "at": round(at * RATE)} for place, at in ambience]
    settings = {"ambience": told, "sounds": list(sounds)}
    length = round(seconds * RATE)
    request = AudioRequest(length, HANDLE, HANDLE, seed, None, prompt=prompt, settings=settings)
    made = SketchVideoToAudio().generate(
        request, -HANDLE, length + 2 * HANDLE, control or Running()
    )
    return made.samples


def caption(text, start_s, end_s):
    return {"text": text, "start_s": start_s, "end_s": end_s}


def correlation(first, second):
    return abs(float(np.corrcoef(first, second)[0, 1]))


@pytest.mark.parametrize("prompt", PROMPTS)
def test_over_a_cut_within_a_scene_both_takes_hold_the_same_samples(prompt):
    before = both(2.0, ("a", 3.0), prompt=prompt)
    after = both(5.0, ("a", 5.0), ("b", 0.0), prompt=prompt)
    shared = slice(240, 2 * HANDLE - 240)  # both handles, without the fades of the files' ends
    np.testing.assert_allclose(before[:, 2 * RATE :][:, shared], after[:, shared], atol=1e-6)


def test_a_long_shot_comes_to_its_own_place_in_the_noise():
    joined = take(5.0, ("a", 5.0), ("b", 0.0), prompt="rain")
    alone = take(5.0, ("b", 0.0), prompt="rain")
    np.testing.assert_allclose(joined[2 * HANDLE + 2 * RATE :], alone[2 * HANDLE + 2 * RATE :])


@pytest.mark.parametrize("prompt", PROMPTS)
def test_other_scenes_have_other_noise(prompt):
    first, second = take(4.0, ("a", 0.0), prompt=prompt), take(4.0, ("b", 0.0), prompt=prompt)
    assert correlation(first, second) < 0.05
    later = take(4.0, ("a", 60.0), prompt=prompt)
    assert correlation(first, later) < 0.05


def test_the_level_stays_while_the_noise_changes():
    joined = take(6.0, ("a", 5.0), ("b", 0.0), prompt="heavy rain")
    parts = np.split(joined[HANDLE : HANDLE + 6 * RATE], 12)
    levels = [10 * np.log10(np.mean(np.square(part))) for part in parts]
    assert max(levels) - min(levels) < 1.0


def test_nothing_comes_again_at_a_fixed_time():
    """No lag at which what goes on resembles itself."""
    sound = take(40.0, ("a", 0.0), prompt="crowded café")
    envelope = np.log(np.square(sound).reshape(-1, 480).mean(axis=1)[100:-100])
    envelope -= envelope.mean()
    spectrum = np.abs(np.fft.rfft(envelope, 2 * len(envelope))) ** 2
    echo = np.fft.irfft(spectrum)[: len(envelope) // 2]
    assert np.abs(echo[150:] / echo[0]).max() < 0.25  # from 1.5 s on


def test_a_prompt_for_silence_is_silent():
    control = Running()
    assert not take(2.0, prompt="silence", control=control).any()
    assert control.warnings == ["nothing is heard while 'silence' says so"]


def test_a_caption_for_silence_is_silent_in_its_time():
    sound = take(6.0, prompt="rain", sounds=[caption("silence", 2.0, 4.0)])
    assert not sound[HANDLE + 2 * RATE : HANDLE + 4 * RATE].any()
    assert sound[HANDLE : HANDLE + RATE].any()
    assert sound[HANDLE + 5 * RATE :].any()


def test_a_quiet_room_is_no_louder_than_what_it_stands_instead_of():
    plain = take(6.0)
    quiet = take(6.0, sounds=[caption("quiet room", 1.0, 5.0)])
    inside = slice(HANDLE + 2 * RATE, HANDLE + 4 * RATE)
    assert loudness(quiet[inside]) < loudness(plain[inside]) - 4


def test_a_place_in_a_caption_stands_instead_of_the_shots_own():
    street = take(6.0, prompt="street")
    indoors = take(6.0, prompt="street", sounds=[caption("living room", 1.0, 5.0)])
    room = take(6.0)
    inside = slice(HANDLE + 2 * RATE, HANDLE + 4 * RATE)
    np.testing.assert_allclose(indoors[inside], room[inside], atol=1e-6)
    assert np.array_equal(indoors[-HANDLE:], street[-HANDLE:])


def test_weather_in_a_caption_is_heard_beside_the_place():
    street = take(6.0, prompt="street")
    wet = take(6.0, prompt="street", sounds=[caption("rain", 1.0, 5.0)])
    inside = slice(HANDLE + 2 * RATE, HANDLE + 4 * RATE)
    assert loudness(wet[inside]) > loudness(street[inside]) + 1


def test_a_guess_and_a_missing_sound_are_told():
    control = Running()
    take(1.0, prompt="a collie and a violin", control=control)
    assert control.warnings == [
        "'collie' is heard as dog: a guess",
        "the sketch engine has no sound for 'violin'",
    ]


def test_what_is_asked_for_and_not_seen_is_placed_freely_and_told():
    control = Running()
    sound = take(4.0, prompt="footsteps on gravel", control=control)
    assert np.abs(sound).max() > 4 * np.abs(take(4.0)).max()
    assert control.warnings == [
        "nothing in the picture is seen to make it: step gravel is placed freely"
    ]


@pytest.mark.parametrize("told", [None, "a", [1], [{"place": "a"}], [{"at": 1}], [{"at": "x"}]])
def test_malformed_ambience_is_one_place_for_all(told):
    assert noise_of({"ambience": told}) == noise_of({})


def test_malformed_captions_are_left_out():
    assert captions_of({"sounds": ["rain", {"text": " "}, {}]}) == []
