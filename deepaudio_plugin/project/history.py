"""What was decided one after the other, to be taken back and done again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.decisions.model import Decisions, TakeDecision

_MAX_UNDO = 200
_NO_TAKE = TakeDecision()


@dataclass(frozen=True)
class HistoryEntry:
    """Decisions that can be gone back to, and what led away from them, in words."""

    words: str
    decisions: Decisions


class History:
    """Moments behind and, after something was taken back, ahead."""

    def __init__(self) -> None:
        self._past: list[HistoryEntry] = []
        self._future: list[HistoryEntry] = []

    @property
    def can_undo(self) -> str:
        """What would be taken back, in words; "" for nothing."""
        return self._past[-1].words if self._past else ""

    @property
    def can_redo(self) -> str:
        """What would be done again, in words; "" for nothing."""
        return self._future[-1].words if self._future else ""

    def note(self, words: str, before: Decisions) -> None:
        """Something was decided; what had been taken back is not done again any more."""
        self._past = [*self._past, HistoryEntry(words, before)][-_MAX_UNDO:]
        self._future = []

    def target(self, now: Decisions, *, redo: bool) -> Decisions:
        """Where taking back, or doing again, leads. Raises UsageError when there is none."""
        moments = self._future if redo else self._past
        if not moments:
            raise UsageError("there is nothing to do again" if redo else "nothing to take back")
        return _with_rendered(moments[-1].decisions, now)

    def revise(self, change: Callable[[Decisions], Decisions]) -> None:
        """Have every moment as `change` has it, as when lines have other words or references."""
        self._past = [replace(e, decisions=change(e.decisions)) for e in self._past]
        self._future = [replace(e, decisions=change(e.decisions)) for e in self._future]

    def note_step(self, before: Decisions, *, redo: bool) -> None:
        """The step to `target` was made."""
        source, target = (self._future, self._past) if redo else (self._past, self._future)
        target.append(HistoryEntry(source.pop().words, before))


def _with_rendered(decisions: Decisions, now: Decisions) -> Decisions:
    """Earlier decisions, with what was rendered and picked and who was given a voice since:
    nobody decided that, and it cannot be taken back."""
    noted = {ref: take.noted for ref, take in now.takes.items() if take.noted != _NO_TAKE}
    takes: Mapping[str, TakeDecision] = {
        ref: _noted_since(decisions.takes.get(ref, _NO_TAKE), since) for ref, since in noted.items()
    }
    known = {ref: now.fingerprints[ref] for ref in noted if ref in now.fingerprints}
    return replace(
        decisions,
        voices=now.voices,
        takes={**decisions.takes, **takes},
        fingerprints={**decisions.fingerprints, **known},
    )


def _noted_since(take: TakeDecision, since: TakeDecision) -> TakeDecision:
    """What was decided of a job's takes, with what was noted of them."""
    take = replace(take, rendered=since.rendered, retries=since.retries)
    if not since.picked or take.is_chosen:
        return take
    return replace(
        take,
        chosen=since.chosen,
        chosen_seed=since.chosen_seed,
        chosen_for=since.chosen_for,
        picked=True,
    )
