"""`deepaudio subtitles`: lines as they were corrected in the window, as a file."""

from __future__ import annotations

import json

import pytest

from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.decisions.file import path_for, write
from deepaudio_plugin.decisions.line_edits import Board, add_line, delete_lines, split_line
from deepaudio_plugin.decisions.model import UNDECIDED, edit_line
from deepaudio_plugin.decisions.subtitle_files import give_subtitles
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.subtitles.material import read_material
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.command import deepaudio
from tests.helpers.project import make_project

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


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "takes"))
    return make_project(tmp_path / "cut", srt=SRT)


@pytest.fixture
def corrected(project):
    """Split, reworded, timed, muted, deleted and added lines beside the timeline."""
    options = RenderOptions(subtitles=(project.subtitles,))
    who, only, slams = read_material(project.timeline, options).cues
    board = Board((who, only, slams), 24.0, 72)
    decisions = give_subtitles(UNDECIDED, [project.subtitles], project.timeline.parent)
    decisions, _ = split_line(decisions, board, who, 14, None)
    decisions = edit_line(decisions, only, text="It is me.", span=(26, 12, 24.0), muted=True)
    decisions = delete_lines(decisions, [slams])
    decisions, _ = add_line(decisions, board, 60, 6, speaker="MARA", text="Oh.")
    write(path_for(project.timeline), decisions)
    return decisions


def test_corrected_lines_are_written_beside_the_timeline(project, corrected):
    ran = deepaudio("subtitles", str(project.timeline))
    path = project.timeline.with_name("cut.corrected.srt")
    assert (ran.code, str(path) in ran.out) == (0, True)
    assert "4 lines" in ran.out
    blocks = path.read_text("utf-8").split("\n\n")
    assert [block.split("\n")[2] for block in blocks] == [
        "MARA: Who is",
        "MARA: there?",
        "JON: It is me.",
        "MARA: Oh.",
    ]
    assert "00:00:01,083 --> 00:00:01,583" in blocks[2]
    assert deepaudio("plan", str(project.timeline)).code == 0  # it is no sidecar


def test_a_file_that_is_there_is_overwritten_only_when_that_is_said(project, corrected):
    target = project.timeline.with_name("mine.vtt")
    target.write_text("mine", "utf-8")
    refused = deepaudio("subtitles", str(project.timeline), "-o", str(target))
    assert refused.code == 2
    assert target.read_text("utf-8") == "mine"
    ran = deepaudio("subtitles", str(project.timeline), "-o", str(target), "--overwrite", "--json")
    [told] = [json.loads(line) for line in ran.out.splitlines()]
    assert (told["event"], told["lines"], told["output"]) == ("subtitles", 4, str(target))
    assert "<v MARA>Oh.</v>" in target.read_text("utf-8")


def no_engine(*_):
    pytest.fail("nothing is planned")


def test_what_is_read_instead_of_the_original_is_decided_no_more(project, corrected, tmp_path):
    deepaudio("subtitles", str(project.timeline), "-o", str(project.subtitles), "--overwrite")
    library = TakeLibrary(tmp_path / "takes")
    opened = Project(
        project.timeline,
        RenderOptions(),
        engines=lambda *_: pytest.fail("planned"),
        library=library,
    )
    opened.load()
    library.close()
    words = [cue.text for cue in opened.contents.material.cues]
    assert words == ["Who is", "there?", "It is me.", "Oh."]
    assert opened.decisions.added == {}
    left = {ref: line for ref, line in opened.decisions.lines.items() if not line.removed}
    assert [(line.text, line.times, line.muted) for line in left.values()] == [(None, None, True)]


def test_without_lines_there_is_nothing_to_write(project):
    ran = deepaudio("subtitles", str(project.timeline), "--no-sidecar")
    assert ran.code == 2
    assert "no lines" in ran.err
