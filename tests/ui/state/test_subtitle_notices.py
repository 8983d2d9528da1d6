"""What is said of a subtitle file that was changed outside."""

from __future__ import annotations

import pytest
from deepaudio_ui.state.notices import Notice, Notices
from deepaudio_ui.state.subtitle_notices import SubtitleNotices
from deepaudio_ui.state.timeline import TimelineState

from deepaudio_plugin.backend.messages import SubtitlesReread


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (
            SubtitlesReread("cut.srt", ("a", "b", "c"), ("d",), ("e", "f")),
            "cut.srt was changed and is read again: 3 lines changed, 1 new, 2 gone.",
        ),
        (SubtitlesReread("cut.srt"), "cut.srt was saved again; no line is different."),
    ],
)
def test_lines_that_differ_are_counted_and_listed(qapp, fact: SubtitlesReread, sentence: str):
    state, notices, told = TimelineState(), Notices(), list[Notice]()
    notices.posted.connect(told.append)
    keep = SubtitleNotices(state, notices, state)
    state.handle(fact)
    assert [notice.sentence for notice in told] == [sentence]
    listed = [row.partition(": ")[2] for row in told[0].details.splitlines()]
    assert listed == [*fact.changed, *fact.new, *fact.gone]
    keep.deleteLater()
