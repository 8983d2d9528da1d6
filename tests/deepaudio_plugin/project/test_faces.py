"""The same timeline through every face: command line, Blender, Python and window.

What is written, what is kept and what is said must be the same; the sound is not the point,
so it is silence.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.decisions.added import AddedLine
from deepaudio_plugin.decisions.file import path_for, write
from deepaudio_plugin.decisions.model import UNDECIDED, LineDecision, cast
from deepaudio_plugin.decisions.subtitle_files import give_subtitles
from deepaudio_plugin.decisions.times import LineTimes
from tests.helpers.conform import conformed
from tests.helpers.faces import FACES, Came, Case
from tests.helpers.panel import fake_worker
from tests.helpers.project import RATE, SRT, make_project
from tests.helpers.rendered import render_tones
from tests.helpers.returned import back_from_host, our_track

SECOND = """1
00:00:02,000 --> 00:00:02,900
JON: Only me.
"""


def plain(folder: Path) -> Case:
    """A cut and nothing else."""
    project = make_project(folder)
    project.subtitles.unlink()
    return Case(project.timeline)


def beside(folder: Path) -> Case:
    """Subtitles of the cut's name beside it."""
    return Case(make_project(folder).timeline)


def named(folder: Path) -> Case:
    """Subtitles that are named, and others of the cut's name beside it."""
    project = make_project(folder)
    folder.joinpath("lines.srt").write_text(SECOND, "utf-8")
    return Case(project.timeline, ("lines.srt",))


def bad(folder: Path) -> Case:
    """Two files that are named, one of them no subtitles."""
    project = make_project(folder)
    folder.joinpath("bad.srt").write_bytes(b"\0\1\2")
    return Case(project.timeline, ("bad.srt", project.subtitles.name))


def given_and_decided(folder: Path) -> Case:
    """One file that is named and one that was added in a window."""
    project = make_project(folder)
    added = folder / "added.srt"
    added.write_text(SECOND, "utf-8")
    decisions = give_subtitles(UNDECIDED, [added], folder)
    write(path_for(project.timeline), decisions)
    return Case(project.timeline, (project.subtitles.name,))


def from_host(folder: Path) -> Case:
    """A written timeline in which an editor has moved the lines."""
    project = make_project(folder)
    written = render_tones(project.timeline, project.subtitles).output

    def later(timeline: otio.schema.Timeline) -> None:
        our_track(timeline).insert(0, otio.schema.Gap(duration=RationalTime(9, RATE)))

    return Case(back_from_host(written, later), (project.subtitles.name,))


def conformed_and_cut(folder: Path) -> Case:
    """A written timeline that was conformed to another rate, and one of its lines deleted."""
    project = make_project(folder, srt=f"{SRT}\n3{SECOND[1:]}")
    written = render_tones(project.timeline, project.subtitles).output

    def delete(timeline: otio.schema.Timeline) -> None:
        track = our_track(timeline)
        first = next(iter(track.find_clips()))
        track[track.index(first)] = otio.schema.Gap(source_range=first.source_range)

    return Case(back_from_host(written, delete, conformed(30)), (project.subtitles.name,))


def decided(folder: Path) -> Case:
    """A voice that was cast, a line that was timed, one that was added, other settings."""
    project = make_project(folder)
    settings = {"takes": 2, "tracks": ["speech"], "handles": 4}
    decisions = replace(
        cast(UNDECIDED, "MARA", "two"),
        lines={"cue:cut#1": LineDecision(times=LineTimes(12, 20, RATE))},
        added={"added:1": AddedLine("Yes.", 40, 20, RATE, "MARA")},
    )
    write(path_for(project.timeline), decisions)
    body = json.loads(path_for(project.timeline).read_text("utf-8"))
    path_for(project.timeline).write_text(json.dumps({**body, "settings": settings}), "utf-8")
    return Case(project.timeline)


def failing(folder: Path) -> Case:
    """A line that cannot be said, and a shot whose media is gone."""
    project = make_project(folder, srt=SECOND.replace("Only me", "I fail"))
    text = project.timeline.read_text("utf-8")
    head, _, tail = text.rpartition("film.mp4")
    project.timeline.write_text(f"{head}gone.mp4{tail}", "utf-8")
    return Case(project.timeline)


@pytest.fixture
def came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[Path], Case]], dict[str, Came]]:
    """Sends a case through each face, each with a folder and a library of its own."""
    fake_worker(monkeypatch, "--parallel", "1")  # takes end in their order
    monkeypatch.setenv("DEEPAUDIO_PYTHON", sys.executable)

    def go(make: Callable[[Path], Case]) -> dict[str, Came]:
        case = make(tmp_path / "case")
        found = {}
        for name, face in FACES.items():
            monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "takes" / name))
            found[name] = face(case.copied(tmp_path / "faces" / name.replace(" ", "-")))
        return found

    return go


def the_one(found: dict[str, Came]) -> Came:
    """What all faces made of it; they differ in nothing."""
    first = found["command line"]
    for name, other in found.items():
        assert other.problems == first.problems, name
        assert other.failures == first.failures, name
        assert other.decisions == first.decisions, name
        assert other.sounds == first.sounds, name
        assert other.written == first.written, name
    return first


def words(came: Came) -> str:
    return "\n".join(sorted(came.problems))


def kept(came: Came) -> dict:
    assert came.decisions is not None
    return json.loads(came.decisions)


def test_a_conformed_timeline_without_one_of_our_clips(came):
    one = the_one(came(conformed_and_cut))
    assert "24 frames per second and come back at 30" in words(one)
    assert "1 clip is deleted in the editor" in words(one)
    assert "stay where the editor" not in words(one)
    assert kept(one)["lines"] == {"cue:cut#1": {"muted": True}}


def test_a_cut_alone(came):
    one = the_one(came(plain))
    assert one.written and not one.failures
    assert len(one.sounds) == 2
    assert {ref: take["rendered"] for ref, take in kept(one)["takes"].items()}.keys() == {
        "shot:shot 1",
        "shot:shot 2",
    }


def test_subtitles_beside_the_cut_are_read_and_that_is_said(came):
    one = the_one(came(beside))
    assert "Who is there?" in one.written
    assert "cut.srt: lies beside the timeline, bears its name, and is read" in words(one)


def test_subtitles_that_are_named_are_read_instead_and_that_is_said(came):
    one = the_one(came(named))
    assert "Only me." in one.written and "Who is there?" not in one.written
    assert "cut.srt: lies beside the timeline and is not read" in words(one)
    assert kept(one)["given_subtitles"] == ["lines.srt"]


def test_a_bad_subtitle_file_is_a_failure_and_the_rest_goes_on(came):
    one = the_one(came(bad))
    assert one.failures == {"not a subtitle file"}
    assert "~/bad.srt: left out: not a subtitle file" in words(one)
    assert "Who is there?" in one.written


def test_subtitles_given_and_decided_on_are_both_read(came):
    one = the_one(came(given_and_decided))
    assert "Only me." in one.written and "Who is there?" in one.written
    assert kept(one)["subtitles"] == ["added.srt"]


def test_what_an_editor_moved_in_a_host_stays_and_is_kept(came):
    one = the_one(came(from_host))
    assert "1 clip stays where the editor put it" in words(one)
    assert kept(one)["takes"]["cue:cut#1"]["placing"]["clips"] == [{"at": 9}]


def test_decisions_count(came):
    one = the_one(came(decided))
    assert len(one.sounds) == 4
    assert '"voice": "two"' in one.written
    names = {name.rpartition("_")[0] for name in one.sounds}
    assert names == {"01000012_MARA_Who-is-there", "01000116_MARA_Yes"}  # by their timecode
    assert kept(one)["cast"] == {"MARA": "two"}


def test_failures_are_the_same(came):
    one = the_one(came(failing))
    assert len(one.failures) == 2
    assert len(one.sounds) == 1
