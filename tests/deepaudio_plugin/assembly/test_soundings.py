from dataclasses import replace

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.assembly.soundings import soundings, stems
from deepaudio_plugin.protocol import Take
from deepaudio_plugin.rendering import Outcome
from tests.helpers.material import cue, planned, shot

START = RationalTime(86_400, 24)


def finished(plan, *without):
    """Every take of a plan but those of the jobs `without`, as long as it was asked to be."""
    outcome = Outcome()
    for job in plan.jobs:
        for r in job.requests if job.id not in without else ():
            total = r.handle_in + r.num_samples + r.handle_out
            outcome.takes[r.key] = Take(
                r.key, f"/takes/{r.key}.wav", total, 1, r.handle_in, r.num_samples, -23.0, -1.0
            )
    return soundings(plan, outcome)


def plan_of(**options):
    cues = [cue(500, 1000, "One."), cue(3100, 3900, "Two.")]
    return planned([shot(1, 0, 48), shot(2, 48, 48), shot(3, 144, 48)], cues, **options)


def by_job(found):
    return {stem.sounding.job.id: stem for stem in found if stem.sounding.number == 1}


def test_a_take_lands_with_its_handles_before_its_clip():
    first = finished(plan_of())[0]
    assert first.file_start == -24_000
    assert first.file_end == 2 * 48_000 + 24_000


def test_a_line_between_frames_lands_on_its_sample():
    (line,) = finished(planned([], [cue(1010, 2000, "Hello.")]))
    assert line.file_start + line.take.handle_in == round(1.010 * 48_000)


def test_what_was_not_rendered_is_left_out():
    assert "audio-0002" not in {s.job.id for s in finished(plan_of(), "audio-0002")}


def test_audio_is_ducked_under_the_lines_it_meets_handles_included():
    made = by_job(stems(finished(plan_of()), START, 6.0))
    assert [s.job.id for s in made["audio-0001"].under] == ["speech-0001"]
    assert [s.job.id for s in made["audio-0002"].under] == ["speech-0002"]
    assert made["audio-0003"].under == ()
    assert made["speech-0001"].under == ()


def test_audio_is_ducked_under_first_takes_only():
    made = stems(finished(plan_of(takes=2)), START, 6.0)
    under = {s.number for stem in made for s in stem.under}
    assert under == {1}


def test_no_ducking_of_nought_decibels():
    assert all(stem.under == () for stem in stems(finished(plan_of()), START, 0.0))


def test_a_file_name_stands_for_all_that_shapes_the_file():
    found = finished(plan_of())
    names = {k: v.file_name for k, v in by_job(stems(found, START, 6.0)).items()}
    deeper = {k: v.file_name for k, v in by_job(stems(found, START, 9.0)).items()}
    assert {k for k in names if names[k] != deeper[k]} == {"audio-0001", "audio-0002"}
    later = {k: v.file_name for k, v in by_job(stems(found, RationalTime(86_400, 24), 6.0)).items()}
    assert later == names
    elsewhere = by_job(stems(found, RationalTime(0, 24), 6.0))
    assert not {stem.file_name for stem in elsewhere.values()} & set(names.values())


def test_the_same_take_at_two_places_is_two_files():
    found = finished(planned([], [cue(0, 1000, "Hello."), cue(6000, 7000, "Hello.")], handles=0))
    first, second = stems(found, START, 6.0)
    assert first.sounding.request.key == second.sounding.request.key
    assert first.file_name != second.file_name


def test_another_take_of_speech_changes_the_audio_under_it():
    found = finished(plan_of())
    changed = [
        replace(s, request=replace(s.request, key="f" * 64)) if s.job.id == "speech-0001" else s
        for s in found
    ]
    before = by_job(stems(found, START, 6.0))
    after = by_job(stems(changed, START, 6.0))
    assert before["audio-0001"].file_name != after["audio-0001"].file_name
    assert before["audio-0002"].file_name == after["audio-0002"].file_name
