"""Neighbouring sounds cross at cuts and over dissolves; others begin and end in themselves."""

from dataclasses import replace
from pathlib import Path

import pytest
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.core.protocol import Take
from deepaudio_plugin.decisions.places import Place
from deepaudio_plugin.output.crossfades import mix_parts
from deepaudio_plugin.output.placed_takes import placed_takes
from deepaudio_plugin.rendering.outcome import Outcome
from deepaudio_plugin.timeline.shots import dissolves
from tests.helpers.material import planned, shot

FRAME = 2000  # samples at 24 frames a second
CUT, EDGE = 480, 240


def parts_of(*shots, handles=12, places=None):
    """The parts of a mix of these shots' sounds, all rendered."""
    plan = planned(list(shots), [], handles=handles)
    jobs = tuple(replace(j, places=(places or {}).get(j.id, j.places)) for j in plan.jobs)
    outcome = Outcome()
    for spec in (job.requests[0] for job in jobs):
        total = spec.handle_in + spec.num_samples + spec.handle_out
        outcome.takes[spec.key] = Take(
            spec.key, f"/t/{spec.key}.wav", total, 1, spec.handle_in, spec.num_samples, -30.0, -9.0
        )
    found = placed_takes(replace(plan, jobs=jobs), outcome)
    return mix_parts([(placed, Path(f"/{placed.job.id}.wav")) for placed in found], plan.shots)


def ends(part):
    return part.start, part.start + part.length


def dissolving(before, after, lead, lag):
    return (
        replace(before, transition_out=RationalTime(lag, 24)),
        replace(after, transition_in=RationalTime(lead, 24)),
    )


def test_a_cut_is_crossed_shortly_and_real_ends_are_faded():
    one, two, alone = parts_of(shot(1, 0, 48), shot(2, 48, 48), shot(3, 144, 48))
    cut = 48 * FRAME
    assert ends(one) == (0, cut + CUT)
    assert ends(two) == (cut - CUT, 96 * FRAME)
    assert (two.after, one.after, alone.after) == (0, None, None)
    assert [(p.fade_in, p.fade_out) for p in (one, two, alone)] == [
        (EDGE, 0),
        (0, EDGE),
        (EDGE, EDGE),
    ]
    assert two.offset == 12 * FRAME - CUT


def test_a_dissolve_of_the_picture_is_one_of_the_sound():
    pair = dissolving(shot(1, 0, 48), shot(2, 48, 48), 10, 6)
    assert dissolves(pair) == {(1, 2): (10, 6)}
    one, two = parts_of(*pair)
    assert (two.start, ends(one)[1]) == ((48 - 10) * FRAME, (48 + 6) * FRAME)


def test_a_dissolve_longer_than_the_handles_asked_for_is_covered_whole():
    one, two = parts_of(*dissolving(shot(1, 0, 48), shot(2, 48, 48), 20, 20), handles=2)
    assert ends(one)[1] - two.start == pytest.approx(40 * FRAME, abs=2 * EDGE)


def test_without_handles_each_sound_begins_and_ends_in_itself():
    one, two = parts_of(shot(1, 0, 48), shot(2, 48, 48), handles=0)
    assert (ends(one)[1], two.start, two.after) == (48 * FRAME, 48 * FRAME, None)
    assert (one.fade_out, two.fade_in) == (EDGE, EDGE)


def test_a_clip_that_was_moved_away_crosses_what_it_is_laid_against_now():
    shots = shot(1, 0, 48), shot(2, 48, 48), shot(3, 144, 48)
    one, two, last = parts_of(*shots, places={"audio-0002": (Place(at=48),)})
    assert (one.fade_out, two.fade_in, last.after) == (EDGE, EDGE, 1)
    one, two, _ = parts_of(*shots, places={"audio-0001": (Place(muted=False, at=96),)})
    assert (one.start, two.after) == (96 * FRAME - CUT, None)


def test_two_crossfades_of_a_very_short_shot_do_not_meet():
    one, _two, three = parts_of(shot(1, 0, 48), shot(2, 48, 1), shot(3, 49, 48))
    assert ends(one)[1] <= three.start
    short = [
        *dissolving(shot(1, 0, 48), shot(2, 48, 4), 2, 8),
        replace(shot(3, 52, 48), transition_in=RationalTime(8, 24)),
    ]
    one, _two, three = parts_of(*short)
    assert ends(one)[1] <= three.start
