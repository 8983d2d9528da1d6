from dataclasses import replace
from pathlib import Path

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.core.ducking import Ducking
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.protocol import Take
from deepaudio_plugin.decisions.places import Place
from deepaudio_plugin.output.crossfades import played
from deepaudio_plugin.output.delivering import Delivery
from deepaudio_plugin.output.marking import Marker
from deepaudio_plugin.output.mixing import mix_order
from deepaudio_plugin.output.placed_takes import PlacedTake, placed_takes, stems
from deepaudio_plugin.output.written_files import WrittenFiles
from deepaudio_plugin.rendering.outcome import Outcome
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
    return placed_takes(plan, outcome)


def plan_of(**options):
    cues = [cue(500, 1000, "One."), cue(3100, 3900, "Two.")]
    shots = [shot(1, 0, 48), shot(2, 48, 48), shot(3, 144, 48)]
    return planned(shots, cues, handles=12, **options)


def by_job(found):
    return {stem.placed.job.id: stem for stem in found if stem.placed.number == 1}


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
    made = by_job(stems(finished(plan_of()), START, Ducking(6.0)))
    assert [s.job.id for s in made["audio-0001"].under] == ["speech-0001"]
    assert [s.job.id for s in made["audio-0002"].under] == ["speech-0001", "speech-0002"]
    assert made["audio-0003"].under == ()
    assert made["speech-0001"].under == ()


def test_a_long_film_looks_at_each_line_once(monkeypatch):
    cues = [cue(1000 * n, 1000 * n + 800, f"Line {n}.") for n in range(60)]
    found = finished(planned([shot(n + 1, 48 * n, 48) for n in range(30)], cues, handles=0))
    looked_at = []
    span = PlacedTake.sounding.fget
    seen = property(lambda line: looked_at.append(line) or span(line))
    monkeypatch.setattr(PlacedTake, "sounding", seen)
    made = by_job(stems(found, START, Ducking(6.0)))
    assert len(looked_at) == len(cues)
    reaching = [f"speech-{n:04d}" for n in range(2, 9)]  # of one exchange without an end
    assert [line.job.id for line in made["audio-0003"].under] == reaching


def test_an_exchange_is_felt_across_the_cuts_of_its_scene_and_not_beyond_it():
    cues = [cue(500, 1900, "One."), cue(3100, 3900, "Two.")]
    shots = [shot(1, 0, 48), shot(2, 48, 24), shot(3, 72, 48)]
    found = finished(planned(shots, cues, handles=0))
    made = by_job(stems(found, START, Ducking(6.0)))
    both = ["speech-0001", "speech-0002"]
    assert [s.job.id for s in made["audio-0002"].under] == both  # although neither is heard in it
    assert [s.job.id for s in made["audio-0001"].under] == both
    elsewhere = [
        replace(s, job=replace(s.job, requests=(replace(s.job.spec, prompt="a cellar"),)))
        if s.job.id == "audio-0003"
        else s
        for s in found
    ]
    made = by_job(stems(elsewhere, START, Ducking(6.0)))
    assert [s.job.id for s in made["audio-0002"].under] == both[:1]
    assert [s.job.id for s in made["audio-0003"].under] == both[1:]


def test_audio_is_ducked_under_first_takes_only():
    made = stems(finished(plan_of(takes=2)), START, Ducking(6.0))
    under = {s.number for stem in made for s in stem.under}
    assert under == {1}


def test_no_ducking_of_nought_decibels():
    assert all(stem.under == () for stem in stems(finished(plan_of()), START, Ducking(0.0)))


def test_a_file_name_stands_for_all_that_shapes_the_file():
    found = finished(plan_of())
    names = {k: v.file_name for k, v in by_job(stems(found, START, Ducking(6.0))).items()}
    deeper = {k: v.file_name for k, v in by_job(stems(found, START, Ducking(9.0))).items()}
    assert {k for k in names if names[k] != deeper[k]} == {"audio-0001", "audio-0002"}
    later = {
        k: v.file_name
        for k, v in by_job(stems(found, RationalTime(86_400, 24), Ducking(6.0))).items()
    }
    assert later == names
    elsewhere = by_job(stems(found, RationalTime(0, 24), Ducking(6.0)))
    assert not {stem.file_name for stem in elsewhere.values()} & set(names.values())


def test_the_same_take_at_two_places_is_two_files():
    found = finished(planned([], [cue(0, 1000, "Hello."), cue(6000, 7000, "Hello.")], handles=0))
    first, second = stems(found, START, Ducking(6.0))
    assert first.placed.request.key == second.placed.request.key
    assert first.file_name != second.file_name


def test_another_take_of_speech_changes_the_audio_under_it():
    found = finished(plan_of())
    changed = [
        replace(s, request=s.request.with_seed(9)) if s.job.id == "speech-0001" else s
        for s in found
    ]
    before = by_job(stems(found, START, Ducking(6.0)))
    after = by_job(stems(changed, START, Ducking(6.0)))
    assert before["audio-0001"].file_name != after["audio-0001"].file_name
    assert before["audio-0003"].file_name == after["audio-0003"].file_name


# -- clips that an editor has moved --------------------------------------------------------

FRAME = 2000  # samples at 24 frames per second


def placed(*places, job_id="speech-0001"):
    """The plan with one job's clips at `places`."""
    plan = plan_of()
    jobs = [replace(job, places=places) if job.id == job_id else job for job in plan.jobs]
    return replace(plan, jobs=tuple(jobs))


def line(*places):
    return [s for s in finished(placed(*places)) if s.job.id == "speech-0001"]


def _mix_name(found, plan, spec="none"):
    marker, options = Marker(False, _no_worker), RenderOptions(spec=spec)
    return Delivery(plan, found, WrittenFiles(Path("/film")), options, marker=marker).names[0]


def _no_worker():
    raise AssertionError("nothing is signed here")


def mixed(plan):
    found = stems(finished(plan), START, Ducking(6.0))
    files = {stem.file_name: Path(f"/film/{stem.file_name}") for stem in found}
    order = mix_order(plan, found, files, Path("mix.wav"), None)
    return [p for p in order.parts if p.stem == "speech"], _mix_name(found, plan)


def test_a_moved_clip_sounds_where_it_was_put_and_its_file_stays_the_same():
    (home,), (moved,) = line(Place()), line(Place(at=3))
    assert moved.file_start == home.file_start + 3 * FRAME
    (one,), (other,) = (stems([s], START, Ducking(6.0)) for s in (home, moved))
    assert one.file_name == other.file_name


def test_a_trimmed_clip_sounds_from_its_first_frame_to_its_last():
    (cut,) = line(Place(at=2, skip=2, frames=5))
    part = played(cut, Path("take.wav"))
    assert (part.start, part.length) == (14 * FRAME, 5 * FRAME)  # the line begins on frame 12
    assert part.offset == part.start - cut.file_start
    (head,) = line(Place(at=2, skip=2))
    whole = played(line(Place())[0], Path("take.wav"))
    part = played(head, Path("take.wav"))
    assert part.start + part.length == whole.start + whole.length


def test_sound_goes_down_where_a_moved_line_is_heard_and_not_where_it_was():
    moved = by_job(stems(finished(placed(Place(at=132))), START, Ducking(6.0)))
    assert moved["audio-0001"].under == ()
    assert [s.job.id for s in moved["audio-0003"].under] == ["speech-0001"]


def test_sound_that_is_copied_has_a_file_for_what_each_copy_meets():
    plan = placed(Place(), Place(at=130), job_id="audio-0001")
    first, copy = [
        s for s in stems(finished(plan), START, Ducking(6.0)) if s.placed.job.id == "audio-0001"
    ]
    assert [bool(first.under), bool(copy.under)] == [True, False]
    assert first.file_name != copy.file_name


def test_the_mix_has_what_the_tracks_have():
    parts, name = mixed(placed(Place(at=1), Place(at=100), Place(at=50, muted=True)))
    first = [p.start for p in parts if "One" in p.path]
    assert first == [13 * FRAME, 112 * FRAME]
    assert name == mixed(placed(Place(at=1), Place(at=100)))[1]
    assert name != mixed(placed(Place(at=1), Place(at=101)))[1]


def test_a_line_switched_off_is_not_heard_and_nothing_goes_down_under_it():
    plan = placed(Place(muted=True))
    assert all("One" not in part.path for part in mixed(plan)[0])
    assert by_job(stems(finished(plan), START, Ducking(6.0)))["audio-0001"].under == ()
