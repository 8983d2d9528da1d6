"""A subtitle file that is changed while its timeline is open."""

from __future__ import annotations

import os

import pytest

from deepaudio_plugin.backend import messages
from tests.deepaudio_plugin.backend.test_session import LINE, SRT, Opened, of
from tests.helpers.panel import Panel, fake_worker
from tests.helpers.project import make_project

OTHER = "cue:cut#2"


@pytest.fixture
def opened(tmp_path):
    made = Opened(tmp_path)
    made.told.clear()
    return made


def save(opened, content):
    """Write the subtitles as an editor does; its time is another whatever the clock says."""
    path = opened.project.subtitles
    stamp = path.stat().st_mtime_ns if path.exists() else 0
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, ns=(stamp + 10**9, stamp + 10**9))


def look(opened):
    """Look twice, since a file counts when it has settled; what was told."""
    opened.told.clear()
    session = opened.session
    assert session.changed_subtitles([opened.project.subtitles]) == []
    changed = session.changed_subtitles([opened.project.subtitles])
    return bool(changed) and session.reread_subtitles(changed), list(opened.told)


def test_lines_are_read_again_and_what_differs_is_told(opened):
    opened.decide(messages.EditLine("x", OTHER, muted=True))
    changed = SRT.replace("Who is there?", "Who goes there?").replace(
        "[door slams]", "MARA: Come in."
    )
    save(opened, changed.replace("2\n00:00:01,000", "7\n00:00:01,000"))
    reread, told = look(opened)
    [fact] = of(messages.SubtitlesReread, told)
    assert reread
    assert fact.names == "cut.srt"
    assert fact.changed == ("Who goes there?", "Come in.")
    assert (fact.new, fact.gone) == ((), ())
    cues = {cue.text: cue for fact in of(messages.Cues, told) for cue in fact.cues}
    assert cues["Only me."].muted  # under another number
    assert of(messages.Removed, told)[0].cues == (OTHER,)


def test_new_and_gone_lines_are_counted(opened):
    _, two, three = SRT.split("\n\n")
    save(opened, "\n\n".join((two, three, "9\n00:00:02,600 --> 00:00:02,900\nJON: Bye.\n")))
    _, told = look(opened)
    [fact] = of(messages.SubtitlesReread, told)
    assert (fact.changed, fact.new, fact.gone) == ((), ("Bye.",), ("Who is there?",))


def test_a_decision_stays_with_a_line_that_was_reworded_in_its_place(opened):
    opened.decide(messages.EditLine("x", LINE, start=10, frames=12, muted=True))
    save(opened, SRT.replace("Who is there?", "Who's there?"))
    _, told = look(opened)
    [line] = [cue for fact in of(messages.Cues, told) for cue in fact.cues if cue.ref == LINE]
    assert (line.text, line.muted, line.start) == ("Who's there?", True, 10)
    assert not any("fits no line" in p.message for p in opened.session.project.plan.problems)
    opened.session.project.close()
    opened.told.clear()
    opened.open()
    [again] = [
        cue
        for fact in of(messages.Cues, opened.told)
        for cue in fact.cues
        if cue.ref == LINE and cue.muted
    ][:1]
    assert again.text == "Who's there?"


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02" * 400, None], ids=["empty", "bytes", "gone"]
)
def test_a_file_that_becomes_unreadable_leaves_its_lines_and_that_is_told(opened, content):
    if content is None:
        opened.project.subtitles.unlink()
    else:
        save(opened, content)
    before = opened.session.project.contents
    reread, told = look(opened)
    assert not reread
    assert opened.session.project.contents is before
    problem = of(messages.Problems, told)[-1].problems[0]
    assert problem.where == "cut.srt"
    assert "its lines stay as they were" in problem.message
    assert look(opened)[1] == []  # told once
    save(opened, SRT.replace("Only me.", "Just me."))
    told = look(opened)[1]
    assert of(messages.SubtitlesReread, told)[0].changed == ("Just me.",)
    assert problem not in of(messages.Problems, told)[-1].problems  # it is solved


def test_a_file_that_is_still_being_written_waits(opened):
    save(opened, SRT[:40])
    paths = [opened.project.subtitles]
    assert opened.session.changed_subtitles(paths) == []
    save(opened, SRT.replace("Only me.", "Just me."))
    assert opened.session.changed_subtitles(paths) == []
    assert opened.session.changed_subtitles(paths) == paths


def test_one_that_is_saved_without_a_change_changes_nothing(opened):
    save(opened, SRT)
    _, told = look(opened)
    [fact] = of(messages.SubtitlesReread, told)
    assert (fact.changed, fact.new, fact.gone) == ((), (), ())
    assert of(messages.Cues, told) == []


def test_undoing_goes_on_after_the_file_was_read_again(opened):
    opened.decide(messages.EditLine("x", LINE, muted=True))
    save(opened, SRT.replace("Only me.", "Just me."))
    look(opened)
    told = opened.decide(messages.Undo("x"))
    assert not next(c for f in of(messages.Cues, told) for c in f.cues if c.ref == LINE).muted


def test_what_is_gone_back_to_knows_the_lines_by_their_new_words_and_numbers(opened):
    opened.decide(messages.EditLine("x", LINE, muted=True))
    opened.decide(messages.EditLine("x", OTHER, muted=True))
    changed = SRT.replace("Who is there?", "Who's there?").replace("1\n00:00:00", "5\n00:00:00")
    save(opened, changed)
    look(opened)
    opened.decide(messages.Undo("x"))
    decisions = opened.session.project.decisions
    assert [ref for ref, line in decisions.lines.items() if line.muted] == ["cue:cut#5"]
    assert not any("fits no line" in p.message for p in opened.session.project.plan.problems)


def test_the_backend_looks_by_itself(tmp_path, monkeypatch):
    fake_worker(monkeypatch)
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "takes"))
    project = make_project(tmp_path / "cut", srt=SRT)
    with Panel() as panel:
        panel.open(project.timeline, project.subtitles)
        project.subtitles.write_text(SRT.replace("Only me.", "It is only me."), "utf-8")
        facts = panel.until(lambda fact: isinstance(fact, messages.SubtitlesReread))
        assert facts[-1].changed == ("It is only me.",)
