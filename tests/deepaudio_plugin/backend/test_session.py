"""An open timeline without processes: what is decided, kept, told, and taken back."""

from __future__ import annotations

import json
from dataclasses import replace

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.deciding import decide
from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import DecisionsError, SubtitleError, TimelineError, UsageError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.protocol import Done, Take
from deepaudio_plugin.decisions import model
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.panel import of
from tests.helpers.project import RATE, make_project, write_timeline
from tests.helpers.rendered import render_tones
from tests.helpers.returned import back_from_host, our_track
from tests.helpers.tones import write_tone

ENGINE = EngineInfo("sketch", True, "Sketch", voices=("one", "two", "three"))
SRT = """1
00:00:00,250 --> 00:00:01,000
MARA: Who is there?

2
00:00:01,000 --> 00:00:01,900
JON: Only me.

3
00:00:02,000 --> 00:00:02,500
[door slams]
"""


class Opened:
    """A session on a small project, and all that it told."""

    def __init__(self, folder, **project):
        self.told = []
        self.library = TakeLibrary(folder / "takes")
        self.project = make_project(folder / "cut", srt=SRT, **project)
        self.session = self.open()

    def open(self, *, subtitles=True):
        session = Session(
            self.project.timeline,
            RenderOptions(subtitles=(self.project.subtitles,) if subtitles else ()),
            engines=lambda _name, _problems: ENGINE,
            library=self.library,
            tell=self.told.append,
        )
        session.load()
        return session

    def decide(self, order):
        """What was told of it."""
        self.told.clear()
        assert decide(self.session, order)
        return list(self.told)

    def render(self, ref, number=0):
        """Put a take of a job into the library, as if it had been rendered."""
        return self.put(ref, self.session.project.jobs.job(ref).requests[number])

    def put(self, ref, request):
        """Put this take of a job into the library."""
        path = self.library.staging_dir() / f"{request.key}.wav"
        write_tone(path, 440, 0, 48_000, 0)
        take = Take(request.key, str(path), 48_000, 1, 0, 48_000, -23.0, -3.0)
        self.library.add(request, Done("x", take))
        self.session.project.note_rendered([ref], request.key)
        self.session.look_up([request.key])
        return request.key

    def kept(self):
        return json.loads(self.session.project.decisions_path.read_text())


@pytest.fixture
def opened(tmp_path):
    return Opened(tmp_path)


LINE, OTHER, SHOT = "cue:cut#1", "cue:cut#2", "shot:shot 1"


def edit(text, ref=LINE):
    return messages.EditLine("x", ref, text=text)


def test_opening_tells_everything_once(opened):
    told = opened.told
    assert [cue.ref for fact in of(messages.Cues, told) for cue in fact.cues][:2] == [LINE, OTHER]
    assert len([job for fact in of(messages.Jobs, told) for job in fact.jobs]) == 4
    assert isinstance(told[0], messages.Opened)
    assert [type(fact).__name__ for fact in told[-2:]] == ["Loaded", "PlanUpdated"]


def test_shots_are_told_before_cues_and_again_only_where_a_sound_is_described(opened):
    told = [type(fact).__name__ for fact in opened.told]
    assert told.index("Shots") < told.index("Cues")
    first, again = of(messages.Shots, opened.told)
    assert [shot.described for shot in first.shots] == [(), ()]
    assert [shot.described for shot in again.shots] == [("door slams",)]
    assert again.shots[0].ref == first.shots[1].ref


def test_lines_over_black_have_jobs_where_there_is_no_picture_at_all(tmp_path):
    opened = Opened(tmp_path)
    black = otio.schema.Gap(source_range=TimeRange(RationalTime(0, RATE), RationalTime(72, RATE)))
    write_timeline(opened.project.timeline, [black])
    opened.told.clear()
    opened.open()
    jobs = [job for fact in of(messages.Jobs, opened.told) for job in fact.jobs]
    assert [job.ref for job in jobs] == [LINE, OTHER]


def test_what_was_decided_about_a_shot_is_in_its_first_word(opened):
    opened.decide(messages.EditShots("x", (SHOT,), prompt="rain"))
    opened.told.clear()
    opened.open(subtitles=False)
    first, *_ = of(messages.Shots, opened.told)
    assert first.shots[0].prompt == "rain"


def test_what_an_editor_did_in_a_host_counts_in_a_timeline_that_comes_back(tmp_path):
    def later(timeline):
        our_track(timeline).insert(0, otio.schema.Gap(duration=RationalTime(9, RATE)))

    project = make_project(tmp_path / "there", srt=SRT)
    written = render_tones(project.timeline, project.subtitles).output
    opened = Opened(tmp_path)
    opened.project = replace(opened.project, timeline=back_from_host(written, later))
    opened.told.clear()
    opened.session = opened.open()
    (problems,) = of(messages.Problems, opened.told)[-1:]
    notes = [problem.message for problem in problems.problems]
    assert "2 clips stay where the editor put them" in notes
    opened.session.project.save()
    (place,) = opened.kept()["takes"][LINE]["placing"]["clips"]
    assert place == {"at": 9}


def test_only_what_a_decision_changed_is_told_and_it_is_kept(opened):
    told = opened.decide(edit("Who goes there?"))
    assert [type(fact).__name__ for fact in told] == ["Cues", "Jobs", "PlanUpdated"]
    assert [cue.text for cue in told[0].cues] == ["Who goes there?"]
    assert [job.ref for job in told[1].jobs] == [LINE]
    assert told[-1].can_undo == "text of “Who is there?”"
    assert opened.kept()["lines"][LINE]["text"] == "Who goes there?"


def test_deciding_what_is_decided_already_changes_nothing(opened):
    opened.decide(edit("Who goes there?"))
    assert [type(f).__name__ for f in opened.decide(edit("Who goes there?"))] == ["PlanUpdated"]


def test_decisions_are_taken_back_and_done_again(opened):
    opened.decide(edit("Who goes there?"))
    opened.decide(messages.EditShots("x", (SHOT,), prompt="rain"))
    told = opened.decide(messages.Undo("x"))
    assert told[-2].can_redo == "shot “shot 1” 01:00:00:00"
    assert told[-1] == messages.Undone("shot “shot 1” 01:00:00:00", refs=(SHOT,))
    opened.decide(messages.Undo("x"))
    assert "lines" not in opened.kept()
    opened.decide(messages.Undo("x", redo=True))
    assert opened.kept()["lines"][LINE]["text"] == "Who goes there?"
    opened.decide(edit("Hello?"))
    with pytest.raises(UsageError, match="nothing to do again"):
        opened.decide(messages.Undo("x", redo=True))


def test_lines_are_adjusted_together_and_undo_names_what_that_was(opened):
    values = {"gain_db": -3.0, "voice": "two", "delivery": "whisper"}
    order = messages.AdjustLines("x", (LINE,), values)
    told = opened.decide(order)
    cue = next(cue for cue in of(messages.Cues, told)[0].cues if cue.ref == LINE)
    assert (cue.gain_db, cue.voice, cue.delivery_wanted) == (-3.0, "two", "whisper")
    job = next(job for fact in of(messages.Jobs, told) for job in fact.jobs if job.ref == LINE)
    assert job.gain_db == -3.0
    assert told[-1].can_undo == "gain, voice, delivery of MARA 01:00:00:06"
    assert opened.kept()["lines"][LINE] == values
    with pytest.raises(UsageError, match="there is no voice 'nobody'"):
        opened.decide(messages.AdjustLines("x", (LINE,), {"voice": "nobody"}))


def test_nothing_can_be_taken_back_at_first(opened):
    with pytest.raises(UsageError, match="nothing to take back"):
        opened.decide(messages.Undo("x"))


def test_a_muted_line_has_no_job_and_its_cue_stays(opened):
    told = opened.decide(messages.EditLine("x", LINE, muted=True))
    assert of(messages.Removed, told) == [messages.Removed(jobs=(LINE,))]
    assert of(messages.Cues, told)[0].cues[0].muted
    told = opened.decide(messages.EditLine("x", LINE, muted=False))
    assert [job.ref for job in of(messages.Jobs, told)[0].jobs] == [LINE]


def test_a_rendered_job_that_is_decided_otherwise_is_changed_and_ready_again_when_taken_back(
    opened,
):
    opened.render(LINE)
    assert opened.session.state(LINE) == "ready"
    opened.decide(edit("Who goes there?"))
    assert opened.session.state(LINE) == "changed"
    opened.decide(messages.Undo("x"))
    assert opened.session.state(LINE) == "ready"


def test_taking_back_keeps_what_was_rendered_since(opened):
    opened.decide(edit("Who goes there?"))
    key = opened.render(LINE)
    opened.decide(messages.Undo("x"))
    assert opened.session.project.decisions.takes[LINE].rendered == (key,)
    assert opened.session.state(LINE) == "changed"


def test_the_chosen_take_is_first_for_writing_and_keeps_its_number(opened):
    opened.decide(messages.AskTake("x", (LINE,)))
    opened.render(LINE)
    second = opened.render(LINE, 1)
    told = opened.decide(messages.ChooseTake("x", LINE, second))
    takes = of(messages.Jobs, told)[0].jobs[0].takes
    assert [(take.number, take.chosen) for take in takes] == [(1, False), (2, True)]
    assert opened.session.project.jobs.job(LINE).requests[0].key == second


def test_a_take_keeps_its_number_when_the_words_change_and_back(opened):
    """What is rendered of other words is counted on."""
    opened.decide(messages.AskTake("x", (LINE,)))
    first, second = opened.render(LINE), opened.render(LINE, 1)
    opened.decide(edit("Who goes there?"))
    third = opened.render(LINE)
    told = opened.decide(messages.ChooseTake("x", LINE, third))
    assert "take 3 of" in opened.session.project.history.can_undo
    for order in (messages.Undo("x"), messages.Undo("x")):
        told = opened.decide(order)
    takes = of(messages.Jobs, told)[-1].jobs[0].takes
    assert {take.key: take.number for take in takes} == {first: 1, second: 2, third: 3}
    assert [take.earlier for take in takes] == [False, False, True]


def test_takes_that_finish_in_another_order_are_listed_and_counted_in_that(opened):
    opened.decide(messages.AskTake("x", (LINE,)))
    asked = opened.session.project.jobs.job(LINE).requests
    first, second = (opened.put(LINE, request) for request in reversed(asked))
    told = opened.decide(messages.ChooseTake("x", LINE, first))
    takes = of(messages.Jobs, told)[0].jobs[0].takes
    assert [(take.key, take.number) for take in takes] == [(first, 1), (second, 2)]
    assert takes[0].seed > takes[1].seed


def test_asked_takes_have_seeds_of_their_own(opened):
    opened.decide(messages.AskTake("x", (LINE, SHOT)))
    opened.decide(messages.AskTake("x", (LINE,)))
    assert [r.seed for r in opened.session.project.jobs.job(LINE).requests] == [0, 1, 2]
    assert [r.seed for r in opened.session.project.jobs.job(SHOT).requests] == [0, 1]


def test_cast_and_settings(opened):
    told = opened.decide(messages.CastVoice("x", "MARA", "three"))
    [cast] = of(messages.CastViews, told)
    assert [(v.speaker, v.lines, v.decided) for v in cast.voices] == [
        ("JON", 1, False),
        ("MARA", 1, True),
    ]
    told = opened.decide(messages.Set("x", {"handles": 3, "tracks": ["speech"]}))
    assert told[-1].settings["handles"] == 3
    assert of(messages.Removed, told)[0].jobs == (SHOT, "shot:shot 2")
    assert opened.kept()["settings"] == {"handles": 3, "tracks": ["speech"]}


@pytest.mark.parametrize(
    "order",
    [
        messages.Set("x", {"handles": -1}),
        messages.Set("x", {"no such": 1}),
        messages.EditLine("x", "cue:gone", text="?"),
        messages.EditShots("x", (SHOT, "shot:gone"), prompt="?"),
        messages.CastVoice("x", "MARA", "nobody"),
        messages.CastVoice("x", "MARA", "/no/such.wav", "words"),
        messages.ChooseTake("x", LINE, "0" * 64),
        messages.AskTake("x", ("cue:gone",)),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(opened, order):
    before, told = opened.session.project.decisions, list(opened.told)
    with pytest.raises(UsageError):
        decide(opened.session, order)
    assert opened.session.project.decisions == before
    assert opened.told == told


def test_subtitles_that_cannot_be_read_are_refused_when_added_and_left_out_when_opened(opened):
    bad = opened.project.timeline.with_name("bad.srt")
    bad.write_bytes(b"\0\1\2")
    with pytest.raises(SubtitleError):
        opened.decide(messages.AddSubtitles("x", (str(bad),)))
    assert len(opened.session.project.contents.material.cues) == 3
    opened.session.project.decisions_path.write_text(
        json.dumps({"version": 1, "subtitles": ["cut.srt", "bad.srt", "gone.srt"]})
    )
    opened.told.clear()
    again = opened.open(subtitles=False)
    assert len(again.project.contents.material.cues) == 3
    problems = of(messages.Problems, opened.told)[0].problems
    assert {p.where.rpartition("/")[2] for p in problems} >= {"bad.srt", "gone.srt"}


def test_a_sessions_decisions_are_there_again(opened):
    opened.decide(edit("Who goes there?"))
    opened.decide(messages.CastVoice("x", "MARA", "three"))
    again = opened.open(subtitles=False)
    assert again.project.decisions == opened.session.project.decisions
    assert again.project.jobs.job(LINE).requests[0].voice == "three"


def test_decisions_of_a_newer_version_are_left_alone_and_nothing_can_be_decided(opened):
    content = json.dumps({"version": 99})
    opened.session.project.decisions_path.write_text(content)
    opened.told.clear()
    opened.session = opened.open(subtitles=False)
    assert of(messages.Opened, opened.told)[0].read_only
    assert "newer version" in of(messages.Problems, opened.told)[0].problems[0].message
    with pytest.raises(DecisionsError, match="looking only"):
        opened.decide(messages.Set("x", {"takes": 2}))
    opened.session.project.save()
    assert opened.session.project.decisions_path.read_text() == content


def test_damaged_decisions_are_moved_aside_and_told(opened):
    opened.session.project.decisions_path.write_text("{")
    opened.told.clear()
    opened.open(subtitles=False)
    assert "damaged" in of(messages.Problems, opened.told)[0].problems[0].message
    assert list(opened.project.timeline.parent.glob("*.damaged"))


def test_a_decision_that_cannot_be_kept_stands_and_is_told(opened, monkeypatch):
    def full(path, decisions):
        from deepaudio_plugin.core.errors import DiskFullError

        raise DiskFullError("the disk is full", where=str(path), hint="Free some space.")

    monkeypatch.setattr("deepaudio_plugin.decisions.file.write", full)
    told = opened.decide(edit("Who goes there?"))
    [problem] = of(messages.ProblemFound, told)
    assert problem.level == "error"
    assert "not saved" in problem.message
    assert opened.session.project.jobs.job(LINE).requests[0].text == "Who goes there?"


def test_media_that_is_gone_makes_a_shot_impossible_and_says_why(tmp_path):
    opened = Opened(tmp_path)
    opened.project.film.unlink()
    opened.told.clear()
    session = opened.open()
    assert session.state(SHOT) == "impossible"
    jobs = [job for fact in of(messages.Jobs, opened.told) for job in fact.jobs]
    assert all(job.problem and job.hint for job in jobs if job.stem == "audio")
    assert {clip.missing for fact in of(messages.Clips, opened.told) for clip in fact.clips} == {
        True
    }


def test_a_file_that_is_no_timeline_is_not_opened(tmp_path):
    path = tmp_path / "cut.otio"
    path.write_text("{}")
    with pytest.raises(TimelineError):
        Session(
            path,
            RenderOptions(),
            engines=lambda _name, _problems: ENGINE,
            library=TakeLibrary(tmp_path),
            tell=lambda _fact: None,
        )


def test_lists_come_in_parts(tmp_path):
    opened = Opened(tmp_path, shots=600, shot_frames=2)
    parts = [len(fact.shots) for fact in of(messages.Shots, opened.told)]
    assert parts[:3] == [250, 250, 100]


def test_planning_again_gives_what_planning_anew_gives(opened):
    for order in (
        edit("Who goes there?"),
        messages.EditLine("x", OTHER, speaker="MARA"),
        messages.EditShots("x", (SHOT,), prompt="rain", negative_prompt="wind"),
        messages.CastVoice("x", "JON", "one"),
        messages.EditLine("x", LINE, muted=True),
        messages.Set("x", {"takes": 2, "prompt": "town"}),
        messages.Undo("x"),
    ):
        opened.decide(order)
    again = opened.open(subtitles=False)
    assert again.project.plan.jobs == opened.session.project.plan.jobs
    assert again.project.decisions != model.UNDECIDED
