"""The cast as a table model: speakers, number of lines, voices, who chose them."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import VoiceView
from deepaudio_plugin.core.engine_info import VoiceTraits

from ..link import BackendLink
from ..theme.plain_text import plain, visible
from .backend_words import in_window
from .edits import Edits, Order
from .keyed_rows import NOWHERE, KeyedRows
from .timeline import TimelineState

Index = QModelIndex | QPersistentModelIndex

_GOOD_LENGTH = 60
_MAX_LENGTH = 160
"""Of a sentence to try a voice on, in characters."""


class CastColumn(enum.IntEnum):
    """Columns of the table."""

    SPEAKER = 0
    LINES = 1
    VOICE = 2
    AUDITION = 3


VOICE_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `VoiceView` as it is shown."""
BUSY_ROLE = Qt.ItemDataRole.UserRole + 2
"""Whether an audition is in progress."""


class CastEdits(Edits):
    """Edits of voices: sends orders and keeps pending changes."""

    def __init__(
        self, link: BackendLink, state: TimelineState, parent: QObject | None = None
    ) -> None:
        super().__init__(link, state, None, parent)
        state.cast_changed.connect(
            lambda: self._on_updated([voice.speaker for voice in state.voices])
        )

    def cast(self, speaker: str, voice: str) -> None:
        """Give a speaker a voice of the engine; "" lets DeepAudio choose."""
        self.give([speaker], {"voice": voice, "decided": bool(voice)})

    def shown(self, voice: VoiceView) -> VoiceView:
        """The speaker's voice as it will be."""
        changes = self.wanted(voice.speaker)
        if not changes:
            return voice
        return dataclasses.replace(
            voice, recording=False, words="", problem="", reason="", **changes
        )

    def _agrees(self, ref: str, changes: dict[str, Any]) -> bool | None:
        voice = next((v for v in self._state.voices if v.speaker == ref), None)
        if voice is None:
            return None
        if not changes["voice"]:
            return not voice.decided
        return voice.decided and voice.voice == changes["voice"]

    def _orders(self, refs: Sequence[str], changes: dict[str, Any]) -> Iterator[Order]:
        for speaker in refs:
            yield messages.CastVoice, {"speaker": speaker, "voice": changes["voice"]}


class CastModel(KeyedRows):
    """Rows are speakers, as the backend lists them; keys are their names."""

    def __init__(
        self, state: TimelineState, edits: CastEdits, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._edits = state, edits
        self._voices: dict[str, VoiceView] = {}
        self._busy: frozenset[str] = frozenset()
        state.cast_changed.connect(self._on_cast_changed)
        state.opened.connect(self._on_cast_changed)
        state.closed.connect(self._on_cast_changed)
        edits.shown_changed.connect(self.notify_changed)
        self._on_cast_changed()

    def voice(self, row: int) -> VoiceView | None:
        """The speaker of a row."""
        found = self._voices.get(self._keys[row]) if 0 <= row < len(self._keys) else None
        return self._edits.shown(found) if found is not None else None

    @property
    def can_choose(self) -> bool:
        """Whether voices can be chosen."""
        return not self._state.read_only

    def set_busy(self, speakers: Sequence[str]) -> None:
        """Mark speakers with an audition in progress."""
        before, self._busy = self._busy, frozenset(speakers)
        self.notify_changed(before ^ self._busy)

    def sentence_of(self, speaker: str) -> str:
        """One of a speaker's own lines to try a voice on; "" when there is none."""
        texts = [
            " ".join(cue.text.split())
            for cue in self._state.cues.all()
            if cue.kind == "line" and not cue.muted and cue.speaker == speaker
        ]
        best = min(texts, key=lambda text: abs(len(text) - _GOOD_LENGTH), default="")
        return best[:_MAX_LENGTH]

    def _on_cast_changed(self) -> None:
        before = self._voices
        self._voices = {voice.speaker: voice for voice in self._state.voices}
        self._follow(list(self._voices))
        self.notify_changed(s for s, voice in self._voices.items() if before.get(s) != voice)

    # -- words ----------------------------------------------------------------------------

    def speaker_words(self, voice: VoiceView) -> str:
        """The display name of a speaker."""
        return voice.speaker or self.tr("Lines without a speaker")

    def voice_words(self, voice: VoiceView) -> str:
        """The display name of a voice; for a recording its file name."""
        if not voice.voice:
            return self.tr("No voice yet")
        return PurePath(voice.voice).name if voice.recording else voice.voice

    def mark_words(self, voice: VoiceView) -> str:
        """Who chose a voice; for a recording what it is."""
        if voice.problem:
            return in_window(voice.problem)
        if voice.recording:
            return self.tr("A recording")
        return self.tr("Chosen by you") if voice.decided else self.tr("Chosen by DeepAudio")

    def described(self, name: str) -> str:
        """Whom a voice of the engine sounds like: "woman, British, slow"; "" if not known."""
        engine = self._state.engine
        traits = next((one for one in engine.traits if one.name == name), None) if engine else None
        if traits is None:
            return ""
        accents = {"American": self.tr("American"), "British": self.tr("British")}
        pitches = {"low": self.tr("low"), "high": self.tr("high")}
        paces = {"slow": self.tr("slow"), "quick": self.tr("quick")}
        words = (
            self._person(traits),
            accents.get(traits.accent, traits.accent),
            pitches.get(traits.pitch, ""),
            paces.get(traits.pace, ""),
        )
        return ", ".join(filter(None, words))

    def _person(self, traits: VoiceTraits) -> str:
        if traits.age == "child":
            children = {"woman": self.tr("girl"), "man": self.tr("boy"), "": self.tr("child")}
            return children[traits.gender]
        if traits.age == "elder":
            old = {"woman": self.tr("old woman"), "man": self.tr("old man")}
            return old.get(traits.gender, self.tr("old person"))
        return {"woman": self.tr("woman"), "man": self.tr("man")}.get(traits.gender, "")

    def remark(self, voice: VoiceView) -> str:
        """Whom a voice sounds like, and who chose it; what is wrong with it."""
        if voice.problem or voice.recording:
            return self.mark_words(voice)
        return " · ".join(filter(None, (self.described(voice.voice), self.mark_words(voice))))

    def _tooltip(self, voice: VoiceView, column: int) -> str:
        if column == CastColumn.VOICE:
            words = self.tr("Transcript: %s") % voice.words if voice.words else ""
            path = voice.voice if voice.recording else ""
            return "\n".join(filter(None, (path, words, self.remark(voice), voice.reason)))
        if column == CastColumn.AUDITION:
            return self.tr("Hear this voice say one of the speaker's lines")
        return ""

    # -- Qt's side ------------------------------------------------------------------------

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(CastColumn)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == CastColumn.VOICE and self.can_choose:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(CastColumn):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            titles = (self.tr("Speaker"), self.tr("Lines"), self.tr("Voice"), "")
            return titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft
            if section == CastColumn.LINES:
                side = Qt.AlignmentFlag.AlignHCenter  # numbers end under the end of the title
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        voice = self.voice(index.row()) if index.isValid() else None
        if voice is None:
            return None
        if role == VOICE_ROLE:
            return voice
        if role == BUSY_ROLE:
            return voice.speaker in self._busy
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(self._tooltip(voice, index.column()))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            spoken = role == Qt.ItemDataRole.AccessibleTextRole
            return visible(self._text(voice, index.column(), spoken))
        return None

    def _text(self, voice: VoiceView, column: int, spoken: bool) -> str:
        if column == CastColumn.SPEAKER:
            return self.speaker_words(voice)
        if column == CastColumn.LINES:
            return str(voice.lines)
        if column == CastColumn.AUDITION:
            return self.tr("Audition") if spoken else ""
        name = self.voice_words(voice)
        return f"{name}, {self.remark(voice)}" if spoken else name
