"""Orders about lines: words, times, speakers; added, split, joined and deleted ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.naming import quoted
from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.decisions import line_edits, model
from deepaudio_plugin.decisions.line_edits import Board
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.subtitles.cues import Cue

Edit = messages.EditLine | messages.LineEdit


def _edit_line(session: Session, order: messages.EditLine) -> None:
    cue, rate = session.project.contents.cue(order.ref), _rate(session)
    session.decide(
        f"{_what_of(order)} {_line(cue, order.text)}", lambda d: _edited(d, cue, order, rate)
    )


def _edit_lines(session: Session, order: messages.EditLines) -> None:
    if not order.edits:
        raise UsageError("no line was named")
    cues = {edit.ref: session.project.contents.cue(edit.ref) for edit in order.edits}
    rate = _rate(session)

    def change(decisions: Decisions) -> Decisions:
        for edit in order.edits:
            decisions = _edited(decisions, cues[edit.ref], edit, rate)
        return decisions

    first = order.edits[0]
    one = _line(cues[first.ref], first.text)
    what = f"{_what_of(first)} {one}" if len(cues) == 1 else f"{_what_of(first)} {len(cues)} lines"
    session.decide(order.words or what, change)


def _edited(decisions: Decisions, cue: Cue, edit: Edit, rate: float) -> Decisions:
    span = None
    if edit.start is not None and edit.frames is not None:
        span = (edit.start, edit.frames, rate)
    elif edit.start is not None or edit.frames is not None:
        raise UsageError("the times of a line are its start and its frames, both")
    return model.edit_line(
        decisions,
        cue,
        text=edit.text,
        speaker=edit.speaker,
        muted=edit.muted,
        span=span,
        removed=edit.removed,
    )


def _line(cue: Cue, text: str | None = None) -> str:
    """A line for the undo menu; one without words by the `text` it gets."""
    said = cue.text or text
    return quoted(said) if said else "added line"


def _what_of(edit: Edit) -> str:
    """What an edit does, for the undo menu."""
    done = {
        "times of": edit.start is not None,
        "text of": edit.text is not None,
        "speaker of": edit.speaker is not None,
        "mute" if edit.muted else "unmute": edit.muted is not None,
        "delete" if edit.removed else "bring back": edit.removed is not None,
    }
    told = [what for what, is_so in done.items() if is_so]
    return told[0] if len(told) == 1 else "line"


def _add_line(session: Session, order: messages.AddLine) -> None:
    board = _board(session)

    def change(decisions: Decisions) -> tuple[Decisions, list[str]]:
        made, ref = line_edits.add_line(
            decisions, board, order.start, order.frames, speaker=order.speaker, text=order.text
        )
        return made, [ref]

    _make(session, "added line", change)


def _split_line(session: Session, order: messages.SplitLine) -> None:
    board, cue = _board(session), session.project.contents.cue(order.ref)
    words = (order.before, order.after) if order.before or order.after else None

    def change(decisions: Decisions) -> tuple[Decisions, list[str]]:
        made, ref = line_edits.split_line(decisions, board, cue, order.at, words)
        return made, [order.ref, ref]

    _make(session, f"split {_line(cue)}", change)


def _merge_lines(session: Session, order: messages.MergeLines) -> None:
    board, cues = _board(session), _cues(session, order.refs)
    session.decide(
        f"join {len(cues)} lines",
        lambda d: line_edits.merge_lines(d, board, cues, order.speaker),
    )


def _delete_lines(session: Session, order: messages.DeleteLines) -> None:
    cues = _cues(session, order.refs)
    what = _line(cues[0]) if len(cues) == 1 else f"{len(cues)} lines"
    session.decide(f"delete {what}", lambda d: line_edits.delete_lines(d, cues))


def _duplicate_lines(session: Session, order: messages.DuplicateLines) -> None:
    board, cues = _board(session), _cues(session, order.refs)

    def change(decisions: Decisions) -> tuple[Decisions, list[str]]:
        refs = []
        for cue in cues:
            decisions, ref = line_edits.duplicate_line(decisions, board, cue)
            refs.append(ref)
        return decisions, refs

    what = _line(cues[0]) if len(cues) == 1 else f"{len(cues)} lines"
    _make(session, f"copy of {what}", change)


def _make(
    session: Session, words: str, change: Callable[[Decisions], tuple[Decisions, list[str]]]
) -> None:
    """Decide on new lines, and tell which they are."""
    made: list[str] = []

    def decided(decisions: Decisions) -> Decisions:
        after, refs = change(decisions)
        made.extend(refs)
        return after

    session.decide(words, decided)
    session.tell_made(made)


def _cues(session: Session, refs: Sequence[str]) -> list[Cue]:
    """Raises UsageError for none, and for what is not there."""
    if not refs:
        raise UsageError("no line was named")
    return [session.project.contents.cue(ref) for ref in dict.fromkeys(refs)]


def _board(session: Session) -> Board:
    document = session.project.document
    cues = session.project.contents.material.cues
    return Board(cues, document.rate, int(document.duration.value))


def _rate(session: Session) -> float:
    return session.project.document.rate


LINE_ACTIONS: dict[type, Callable[[Session, Any], None]] = {
    messages.EditLine: _edit_line,
    messages.EditLines: _edit_lines,
    messages.AddLine: _add_line,
    messages.SplitLine: _split_line,
    messages.MergeLines: _merge_lines,
    messages.DeleteLines: _delete_lines,
    messages.DuplicateLines: _duplicate_lines,
}
