"""Finished work stays: over versions of the engine, edits, recasts, and other speakers."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import opentimelineio as otio
import pytest

from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.decisions import model
from deepaudio_plugin.planning.finished import planned_alone
from deepaudio_plugin.planning.report import plan_lines
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.rendering.engine_choice import absent_engine
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.finished import VOICES, finish, opened, write
from tests.helpers.project import make_project


@pytest.fixture
def timeline(tmp_path: Path) -> Path:
    return make_project(tmp_path / "cut").timeline


@pytest.fixture
def library(tmp_path: Path) -> TakeLibrary:
    return TakeLibrary(tmp_path / "takes")


def line_of(project: Project) -> str:
    return next(job.ref for job in project.jobs.by_ref.values() if job.stem == "speech")


def choose(project: Project, ref: str, key: str) -> None:
    """As the window does when somebody chooses a take."""
    job, take = project.jobs.job(ref), project.jobs.take(ref, key)
    seed = take.seed if take.job_key == job.spec.job_key else None
    fingerprint = project.contents.fingerprints[ref]
    project.decide(
        "take",
        lambda d: model.choose_take(d, ref, fingerprint, key, seed, job_key=job.spec.job_key),
    )


def written_keys(project: Project) -> dict[str, str]:
    """The content key of the take that plays, by the name of each clip of ours."""
    output = write(project).output
    assert output is not None
    timeline = otio.adapters.read_from_file(str(output))
    clips = [c for track in timeline.tracks if track.kind == "Audio" for c in track.find_clips()]
    return {c.name: c.media_reference.metadata["deepaudio"]["key"] for c in clips}


def notes(project: Project) -> str:
    assert project.plan is not None
    return "\n".join(problem.message for problem in project.plan.problems)


def test_a_new_version_of_the_engine_changes_nothing_that_is_finished(
    timeline: Path, library: TakeLibrary
) -> None:
    first = opened(timeline, library, "1", takes=2)
    ref = line_of(first)
    assert len(finish(first)) == 6  # a line and two shots, twice each
    second_take = first.jobs.job(ref).requests[1].key
    choose(first, ref, second_take)
    library.rate(second_take, 5)
    keys = written_keys(first)
    assert second_take in keys.values()
    first.close()

    risen = opened(timeline, library, "2", takes=2)
    assert finish(risen) == []  # nothing is made again by itself
    job = risen.jobs.job(ref)
    assert job.requests[0].key == second_take == risen.jobs.playing(ref)
    assert risen.jobs.entries[second_take].rating == 5
    assert written_keys(risen) == keys
    assert "3 takes that play were made by an earlier version" in notes(risen)
    assert risen.plan is not None
    told = "\n".join(plan_lines(risen.plan, risen.jobs.entries, details=True))
    assert told.count("in the library, made by an earlier version") == 3

    made = finish(risen, [planned_alone(job)])  # somebody selects the line and has it rendered
    assert {(spec.seed, spec.engine_version) for spec in made} == {(0, "2"), (1, "2")}
    now = risen.jobs.playing(ref)
    assert now == next(spec.key for spec in made if spec.seed == 1)
    assert {entry.take.key for entry in risen.jobs.history(ref)} >= {second_take}
    risen.close()
    again = opened(timeline, library, "2", takes=2)
    assert again.jobs.playing(ref) == now
    assert "2 takes that play" in notes(again)


def test_anew_makes_what_an_earlier_version_made_again(
    timeline: Path, library: TakeLibrary
) -> None:
    first = opened(timeline, library, "1")
    finish(first)
    first.close()
    anew = opened(timeline, library, "2", anew=True)
    assert {spec.engine_version for spec in finish(anew)} == {"2"}
    anew.close()
    assert "earlier version" not in notes(opened(timeline, library, "2"))


def test_a_take_of_a_later_version_is_told_too(timeline: Path, library: TakeLibrary) -> None:
    first = opened(timeline, library, "2")
    finish(first)
    first.close()
    before = opened(timeline, library, "1")
    assert before.plan is not None
    told = "\n".join(plan_lines(before.plan, before.jobs.entries, details=True))
    assert "made by a later version" in told


def test_while_the_engine_cannot_be_asked_what_was_rendered_plays(
    timeline: Path, library: TakeLibrary
) -> None:
    project = opened(timeline, library)
    ref = line_of(project)
    finish(project)
    playing = {ref: project.jobs.playing(ref) for ref in project.jobs.by_ref}
    project.close()
    absent = Project(
        timeline,
        RenderOptions(duck_db=0),
        engines=lambda name, _problems: absent_engine(name),
        library=library,
    )
    absent.load()
    absent.make_plan()
    assert {ref: absent.jobs.playing(ref) for ref in absent.jobs.by_ref} == playing
    assert "version" not in notes(absent)
    cue = absent.contents.cue(ref)
    absent.decide("words", lambda d: model.edit_line(d, cue, text="Is anybody there?"))
    assert absent.jobs.playing(ref) == ""
    absent.undo()
    assert absent.jobs.playing(ref) == playing[ref]


def test_earlier_takes_of_a_line_stay_listed_can_be_chosen_and_play(
    timeline: Path, library: TakeLibrary
) -> None:
    project = opened(timeline, library)
    ref = line_of(project)
    finish(project)
    old = project.jobs.playing(ref)
    cue = project.contents.cue(ref)
    project.decide("words", lambda d: model.edit_line(d, cue, text="Is anybody there?"))
    assert project.jobs.playing(ref) == ""
    assert [entry.take.key for entry in project.jobs.history(ref)] == [old]
    assert project.jobs.history(ref)[0].spec.text == "Who is there?"
    finish(project)
    new = project.jobs.playing(ref)
    assert new not in ("", old)

    choose(project, ref, old)
    assert project.jobs.playing(ref) == old
    assert old in written_keys(project).values()
    assert finish(project) == []
    project.close()
    again = opened(timeline, library)
    assert again.jobs.playing(ref) == old
    assert [entry.take.key for entry in again.jobs.history(ref)] == []  # it is the job's now
    again.decide("words", lambda d: model.edit_line(d, cue, text="Anybody?"))
    assert again.jobs.playing(ref) == ""  # other words: the choice was for those before
    again.undo()
    assert again.jobs.playing(ref) == old


def test_a_recast_keeps_the_takes_of_the_voice_before(timeline: Path, library: TakeLibrary) -> None:
    project = opened(timeline, library)
    ref = line_of(project)
    finish(project)
    old = project.jobs.playing(ref)
    voice = next(v for v in VOICES if v != project.jobs.job(ref).spec.voice)
    project.decide("voice", lambda d: model.cast(d, "MARA", voice))
    assert project.jobs.playing(ref) == ""
    assert [entry.take.key for entry in project.jobs.history(ref)] == [old]
    project.decide("voice", lambda d: model.cast(d, "MARA", ""))
    assert project.jobs.playing(ref) == old  # who is not cast any more has the voice from before


def script(speakers: tuple[str, ...]) -> str:
    return "\n".join(
        f"{n}\n00:00:00,{100 * n:03d} --> 00:00:00,{100 * n + 90:03d}\n{who}: Yes.\n"
        for n, who in enumerate(speakers, start=1)
    )


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_adding_or_casting_a_speaker_recasts_nobody_else(
    tmp_path: Path, library: TakeLibrary, count: int
) -> None:
    names = ("MARA", "JON", "ANNA", "BEN", "CLEO", "DORA")[:count]
    orders = list(itertools.permutations(names))
    for number, order in enumerate(orders[:: max(1, len(orders) // 6)]):
        made = make_project(tmp_path / f"{number}", srt=script(order[:1]))
        voices: dict[str, str] = {}
        for present in range(1, count + 1):
            made.subtitles.write_text(script(order[:present]))
            project = opened(made.timeline, library)
            now = voices_of(project)
            assert {who: now[who] for who in voices} == voices
            assert len(set(now.values())) == present  # nobody shares a voice while there are any
            voices = now
            finish(project)
            project.close()
        project = opened(made.timeline, library)
        first, last = order[0], order[-1]
        project.decide("cast", lambda d, who=first, v=voices[last]: model.cast(d, who, v))
        assert voices_of(project) == {**voices, first: voices[last]}
        project.close()


def voices_of(project: Project) -> dict[str, str]:
    jobs = [job for job in project.jobs.by_ref.values() if job.stem == "speech"]
    return {job.spec.speaker: job.spec.voice for job in jobs}


def test_voices_are_kept_by_a_render_and_neither_by_a_plan_nor_when_decisions_are_ignored(
    timeline: Path, library: TakeLibrary
) -> None:
    project = opened(timeline, library)
    assert "voices given at first sight" in notes(project)
    assert not project.decisions_path.exists()
    ignoring = opened(timeline, library, ignore_decisions=True)
    finish(ignoring)
    ignoring.close()
    assert not project.decisions_path.exists()
    assert "voices given" not in notes(ignoring)
    project.close()
    kept = json.loads(project.decisions_path.read_text())
    assert set(kept["voices"]["tones"]) == {"", "MARA"}  # the narrator too
    assert "voices given at first sight" not in notes(opened(timeline, library))


def test_undoing_takes_back_no_voice_that_was_given(timeline: Path, library: TakeLibrary) -> None:
    project = opened(timeline, library)
    cue = project.contents.cue(line_of(project))
    project.decide("speaker", lambda d: model.edit_line(d, cue, speaker="ZOE"))
    given = project.decisions.voices["tones"]["ZOE"]
    project.undo()
    project.decide("speaker", lambda d: model.edit_line(d, cue, speaker="ZOE"))
    assert project.decisions.voices["tones"]["ZOE"] == given
