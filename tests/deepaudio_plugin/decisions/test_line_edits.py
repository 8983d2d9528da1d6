"""Lines added, split, joined, copied and deleted, in decisions alone."""

from __future__ import annotations

import pytest

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.decisions.added import AddedLine, not_yet_read, with_added
from deepaudio_plugin.decisions.apply import apply
from deepaudio_plugin.decisions.file import read, write
from deepaudio_plugin.decisions.line_edits import (
    Board,
    add_line,
    delete_lines,
    duplicate_line,
    merge_lines,
    shared_words,
    split_line,
)
from deepaudio_plugin.decisions.model import UNDECIDED, choose_take, edit_line
from deepaudio_plugin.decisions.refs import cue_fingerprint, cue_ref
from tests.helpers.material import RATE, cue, material, planned, shot

SHOTS = [shot(1, 0, 240)]
HELLO = cue(500, 1500, "Hello there my friend.", "MARA")
YES = cue(2000, 2500, "Yes.", "JON")
NO = cue(3000, 3500, "No.", "JON")
READ = (HELLO, YES, NO)


def board(decisions=UNDECIDED):
    return Board(with_added(material(SHOTS, list(READ)), decisions.added).cues, RATE, 240)


def shown(decisions):
    """First frame, frames, speaker and words of every line as decided."""
    applied = apply(with_added(material(SHOTS, list(READ)), decisions.added), decisions)
    now = Board(applied.material.cues, RATE, 240)
    return [(*now.span(UNDECIDED, c), c.speaker, c.text) for c in applied.material.cues]


def cue_with(decisions, ref):
    return next(c for c in board(decisions).cues if cue_ref(c) == ref)


def test_a_new_line_is_as_long_as_there_is_room_and_is_said():
    decided, ref = add_line(UNDECIDED, board(), 40, 0, speaker="MARA", text="Wait!")
    assert ref == "cue:added:1"
    assert (40, 8, "MARA", "Wait!") in shown(decided)
    cues = list(with_added(material(SHOTS, list(READ)), decided.added).cues)
    spoken = {j.ref: j.requests[0].text for j in planned(SHOTS, cues, decisions=decided).jobs[1:]}
    assert spoken["cue:added:1"] == "Wait!"


def test_a_new_line_without_words_is_left_out_and_that_is_told():
    decided, _ = add_line(UNDECIDED, board(), 40, 0, speaker="", text="")
    applied = apply(with_added(material(SHOTS, list(READ)), decided.added), decided)
    assert len(applied.material.cues) == 3
    assert applied.material.problems[-1].message == (
        "1 added line has no words yet and is left out: 01:00:01:16"
    )


def test_a_line_is_added_on_the_timeline_only():
    with pytest.raises(UsageError, match="on the timeline"):
        add_line(UNDECIDED, board(), 240, 0, speaker="", text="Late.")


def test_added_lines_survive_the_file_and_are_edited_like_others(tmp_path):
    decided, ref = add_line(UNDECIDED, board(), 40, 8, speaker="MARA", text="Wait!")
    decided = edit_line(
        decided, cue_with(decided, ref), text="Stop!", span=(41, 6, RATE), muted=True
    )
    decided = choose_take(decided, ref, cue_fingerprint(cue_with(decided, ref)), "key", 1)
    path = tmp_path / "cut.deepaudio.json"
    write(path, decided)
    again, problems = read(path)
    assert (again, problems) == (decided, [])
    assert again.added == {"added:1": AddedLine("Stop!", 41, 6, RATE, "MARA")}
    settled = apply(with_added(material(SHOTS, list(READ)), again.added), again)
    assert settled.decisions.takes[ref].chosen == "key"
    assert not any("fits no line" in problem.message for problem in settled.material.problems)


def test_a_split_at_the_playhead_shares_the_words_by_duration():
    decided, ref = split_line(UNDECIDED, board(), HELLO, 24, None)
    assert shown(decided)[:2] == [(12, 12, "MARA", "Hello there"), (24, 12, "MARA", "my friend.")]
    assert ref == "cue:added:1"


def test_a_split_at_the_caret_shares_the_time_by_letters():
    decided, _ = split_line(UNDECIDED, board(), HELLO, None, ("Hello", "there my friend."))
    assert shown(decided)[:2] == [(12, 6, "MARA", "Hello"), (18, 18, "MARA", "there my friend.")]


@pytest.mark.parametrize("at", [12, 36, 100])
def test_a_line_is_split_only_inside(at):
    with pytest.raises(UsageError, match=r"not split there|no words"):
        split_line(UNDECIDED, board(), HELLO, at, None)


def test_a_muted_line_gives_two_muted_lines():
    muted = edit_line(UNDECIDED, HELLO, muted=True)
    decided, ref = split_line(muted, board(), HELLO, 24, None)
    assert decided.lines[ref].muted
    assert decided.lines[cue_ref(HELLO)].muted


def test_text_without_spaces_is_divided_between_letters():
    assert shared_words("こんにちは", 0.5) == ("こん", "にちは")
    with pytest.raises(UsageError, match="nothing to split"):
        shared_words("I", 0.5)


def test_joined_lines_are_one_from_the_first_start_to_the_last_end():
    decided = merge_lines(UNDECIDED, board(), [NO, YES], None)
    assert shown(decided) == [(12, 24, "MARA", HELLO.text), (48, 36, "JON", "Yes. No.")]


def test_lines_of_two_speakers_are_joined_only_when_it_is_said_whose_it_becomes():
    with pytest.raises(UsageError, match="MARA and JON"):
        merge_lines(UNDECIDED, board(), [HELLO, YES], None)
    decided = merge_lines(UNDECIDED, board(), [HELLO, YES], "JON")
    assert shown(decided)[0] == (12, 48, "JON", "Hello there my friend. Yes.")


def test_a_split_line_joined_again_is_as_it_was():
    decided, ref = split_line(UNDECIDED, board(), HELLO, 24, None)
    again = merge_lines(decided, board(decided), [HELLO, cue_with(decided, ref)], None)
    assert again == UNDECIDED


def test_deleted_lines_of_the_subtitles_wait_and_added_ones_are_gone():
    decided, ref = add_line(UNDECIDED, board(), 40, 8, speaker="MARA", text="Wait!")
    muted = edit_line(decided, cue_with(decided, ref), muted=True)
    gone = delete_lines(muted, [cue_with(muted, ref), YES])
    assert gone == edit_line(UNDECIDED, YES, removed=True)
    assert [text for *_, text in shown(gone)] == [HELLO.text, "No."]


def test_a_copy_stands_behind_its_line():
    decided, ref = duplicate_line(UNDECIDED, board(), YES)
    assert (60, 12, "JON", "Yes.") in shown(decided)
    again, second = duplicate_line(decided, board(decided), cue_with(decided, ref))
    assert (second, len(again.added)) == ("cue:added:2", 2)


def test_an_added_line_that_the_subtitles_have_by_now_is_theirs():
    decided, _ = add_line(UNDECIDED, board(), 48, 8, speaker="JON", text="Yes.")
    assert not_yet_read(decided.added, READ) == {}
    other, _ = add_line(UNDECIDED, board(), 48, 8, speaker="MARA", text="Yes.")
    assert len(not_yet_read(other.added, READ)) == 1
