"""The dialog for a voice from a recording: a file, or a range of the timeline's own sound."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from deepaudio_plugin.backend import messages

from ..panel_context import PanelContext
from ..state.backend_words import in_window
from ..state.numbers import decimal
from ..theme.colours import colours_for
from ..theme.icons import icon
from ..theme.metrics import GAP, inset
from ..theme.plain_text import PlainLabel, visible

Source = Literal["file", "clip"]

_SUFFIXES = "*.wav *.flac *.mp3 *.m4a *.aac *.ogg *.opus *.aif *.aiff *.mp4 *.mov *.mkv"
_SHORT_S, _LONG_S = 1.0, 15.0
"""Shortest and longest usable recording; 6 to 12 s are best."""
_SLOW, _FAST = 4, 28
"""Plausible range of speech rates, in characters per second."""


@dataclass(frozen=True)
class VoiceSample:
    """A range of the timeline, and what is said in it according to its subtitles."""

    start: int  # frames
    frames: int
    words: str
    others: tuple[str, ...]  # who else speaks in it


def marked_sample(context: PanelContext, speaker: str) -> VoiceSample | None:
    """The range between the in and out points, else of the selection; None if empty."""
    start, end = _marked_range(context)
    if start is None or end is None or end <= start:
        return None
    cues = [
        cue
        for cue in context.state.cues.between(start, end)
        if cue.kind == "line" and start <= cue.start + cue.frames // 2 < end
    ]
    words = " ".join(" ".join(cue.original_text.split()) for cue in cues)
    others = dict.fromkeys(cue.original_speaker for cue in cues if cue.original_speaker != speaker)
    return VoiceSample(start, end - start, words, tuple(name for name in others if name))


def _marked_range(context: PanelContext) -> tuple[int | None, int | None]:
    head, state = context.playhead, context.state
    if head.mark_in is not None and head.mark_out is not None:
        return head.mark_in, head.mark_out
    found = [state.cues.get(ref) or state.shots.get(ref) for ref in context.selection.refs]
    items = [item for item in found if item is not None]
    if not items:
        return None, None
    return min(i.start for i in items), max(i.start + i.frames for i in items)


class VoiceDialog(QDialog):
    """Asks for a recording, its transcript and the speaker's permission, and casts it.

    It stays open until the backend has carried out the order, so that no input is lost.
    """

    def __init__(
        self, context: PanelContext, speaker: str, source: Source, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._speaker, self._source = context, speaker, source
        self._sample: VoiceSample | None = None
        self._prefilled = ""
        self._waiting = False
        self._timeline = context.state.head.path if context.state.head else ""
        self._build()
        self._connect()
        self._on_sample_changed()
        self._on_engine_changed()
        wide = self.fontMetrics().averageCharWidth() * 64
        self.resize(wide, self.heightForWidth(wide))

    @property
    def recording(self) -> str:
        """What consent refers to: a file's path, or a speaker in this timeline."""
        if self._source == "file":
            return self.path.text().strip()
        head = self._context.state.head
        return f"{head.path if head else ''}#{self._speaker}"

    # -- what it is made of -----------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        inset(layout)
        layout.addWidget(self._build_sketch_note())
        if self._source == "file":
            self._build_file(layout)
        else:
            self._build_clip(layout)
        label = self._words_title = PlainLabel(self)
        self.words = QPlainTextEdit(self, tabChangesFocus=True)
        self.words.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 12)
        label.setBuddy(self.words)
        self._words_hint = PlainLabel(self, wordWrap=True)
        self.consent = QCheckBox(self)
        self._problem = ""
        self._status = PlainLabel(self, wordWrap=True)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.use = QPushButton(self.tr("Use this voice"), self, default=True)
        box.addButton(self.use, QDialogButtonBox.ButtonRole.AcceptRole)
        box.rejected.connect(self.reject)
        for widget in (label, self.words, self._words_hint, self.consent, self._status, box):
            layout.addWidget(widget)
        self._retranslate()
        self.setMinimumWidth(min(320, self.fontMetrics().averageCharWidth() * 48))

    def _retranslate(self) -> None:
        who = self._speaker or self.tr("lines without a speaker")
        self.setWindowTitle(visible(self.tr("A recording as the voice of %s") % who))
        self._words_title.setText(self.tr("What is said in it, word for word"))
        self.words.setAccessibleName(self._words_title.text())
        self.consent.setText(self.tr("I have this person's permission to imitate the voice"))
        self._sketch_words.setText(
            self.tr(
                "The sketch engine speaks with its own voices and cannot imitate a recording. "
                "The real model can. Your choice is kept for it."
            )
        )
        self._offer.setText(self._context.actions["real_model"].text())
        if self._source == "file":
            self._path_title.setText(self.tr("Recording"))
            self.path.setAccessibleName(self._path_title.text())
            self.path.setPlaceholderText(self.tr("6 to 12 s of one person's clear speech"))
            self._browse.setText(self.tr("Choose…"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "use"):
            self._retranslate()
            self._update()
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "use"):
            self._offer.setIcon(icon("download"))
            if self._source == "file":
                self._browse.setIcon(icon("folder"))

    def _build_sketch_note(self) -> QWidget:
        self._sketch_note = QWidget(self)
        words = self._sketch_words = PlainLabel(self._sketch_note, wordWrap=True)
        offer = self._offer = QPushButton(self._sketch_note)
        offer.setIcon(icon("download"))
        offer.setAutoDefault(False)
        offer.clicked.connect(self._context.actions["real_model"].trigger)
        layout = QVBoxLayout(self._sketch_note)
        layout.setContentsMargins(0, 0, 0, GAP)
        layout.addWidget(words)
        layout.addWidget(offer, 0, Qt.AlignmentFlag.AlignLeft)
        return self._sketch_note

    def _build_file(self, layout: QVBoxLayout) -> None:
        self.path = QLineEdit(self)
        label = self._path_title = PlainLabel(self)
        label.setBuddy(self.path)
        browse = self._browse = QPushButton(icon("folder"), "", self)
        browse.setAutoDefault(False)
        browse.clicked.connect(self._on_browse)
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(browse)
        layout.addWidget(label)
        layout.addLayout(row)
        self.path.textChanged.connect(self._on_path_changed)

    def _build_clip(self, layout: QVBoxLayout) -> None:
        self.range = PlainLabel(self, wordWrap=True)
        font = self.range.font()
        font.setBold(True)
        self.range.setFont(font)
        self._range_hint = PlainLabel(self, wordWrap=True)
        layout.addWidget(self.range)
        layout.addWidget(self._range_hint)
        self._context.playhead.range_changed.connect(self._on_sample_changed)
        self._context.selection.changed.connect(self._on_sample_changed)

    def _connect(self) -> None:
        self.words.textChanged.connect(self._update)
        self.consent.clicked.connect(self._on_consent)
        self.consent.toggled.connect(self._update)
        self.use.clicked.connect(self._on_use)
        self._context.state.engine_changed.connect(self._on_engine_changed)
        self._context.state.opened.connect(self._on_opened)
        self._context.state.closed.connect(self.reject)
        self._context.link.ended.connect(self._on_ended)

    # -- what a person does -------------------------------------------------------------------

    def _on_browse(self) -> None:
        title, kinds = self.tr("Recording of a voice"), self.tr("Sound and films")
        everything = self.tr("All files (*)")
        kept = str(self._context.preferences.get("voice/folder", "") or "")
        chosen, _kind = QFileDialog.getOpenFileName(
            self, title, kept, f"{kinds} ({_SUFFIXES});;{everything}"
        )
        if chosen:
            self.path.setText(chosen)
            self._context.preferences.set("voice/folder", chosen.rpartition("/")[0])

    def _on_path_changed(self, text: str) -> None:
        if text.startswith("file:"):  # dropped from a file browser
            self.path.setText(QUrl(text.strip()).toLocalFile())
            return
        self._recall_consent()
        self._update()

    def _on_sample_changed(self) -> None:
        if self._source != "clip":
            self._update()
            return
        self._sample = marked_sample(self._context, self._speaker)
        typed = self.words.toPlainText().strip()
        if typed in ("", self._prefilled):  # what somebody typed stays
            self._prefilled = self._sample.words if self._sample else ""
            self.words.setPlainText(self._prefilled)
        self._recall_consent()
        self._update()

    def _on_consent(self, given: bool) -> None:
        if self.recording:
            self._context.preferences.set(_consent_key(self.recording), given)

    def _recall_consent(self) -> None:
        known = self._context.preferences.get(_consent_key(self.recording), False)
        self.consent.setChecked(bool(self.recording) and known in (True, "true"))

    def _on_use(self) -> None:
        self._waiting = True
        self._problem = ""
        self._update()
        order, fields = self._order()
        self._context.link.order(
            order, on_carried=self.accept, on_refused=self._on_refused, **fields
        )

    def _order(self) -> tuple[Callable[..., messages.Order], dict[str, Any]]:
        words = " ".join(self.words.toPlainText().split())
        if self._sample is None:
            fields = {"speaker": self._speaker, "voice": self.recording, "words": words}
            return messages.CastVoice, fields
        return messages.TakeVoiceFrom, {
            "speaker": self._speaker,
            "start": self._sample.start,
            "frames": self._sample.frames,
            "words": words,
        }

    # -- what is shown ------------------------------------------------------------------------

    def _on_refused(self, fact: messages.Refused) -> None:
        said = f"{fact.where}: {fact.message}" if fact.where else fact.message
        self._show_problem("\n".join(in_window(text) for text in (said, fact.hint) if text))

    def _on_opened(self) -> None:
        """Another timeline: its speakers are others. The same again goes on."""
        head = self._context.state.head
        if head is None or head.path != self._timeline:
            self.reject()

    def _on_ended(self, words: str) -> None:
        if self._waiting:
            self._show_problem(words)

    def _show_problem(self, problem: str) -> None:
        self._waiting = False
        self._problem = problem
        self._update()

    def _on_engine_changed(self) -> None:
        engine = self._context.state.engine
        self._sketch_note.setVisible(engine is not None and not engine.recordings)

    def _update(self) -> None:
        self._update_range()
        hint, wrong = self._judge_words()
        self._words_hint.setText(hint)
        colours = colours_for(self.palette())
        _colour(self._words_hint, colours.warning if wrong else colours.text_faint)
        missing = self._missing()
        self._status.setText(self._problem or missing)
        _colour(self._status, colours.failed if self._problem else colours.text_faint)
        self.use.setEnabled(not missing and not self._waiting)
        self.use.setText(self.tr("One moment…") if self._waiting else self.tr("Use this voice"))

    def _missing(self) -> str:
        """What input is still missing, as a sentence; "" for nothing."""
        if self._context.state.read_only:
            return self.tr("The decisions for this timeline are read-only.")
        if self._source == "file" and not self.recording:
            return self.tr("Choose a recording first.")
        if self._source == "clip" and self._sample is None:
            return self.tr("Mark a range first.")
        if not self.words.toPlainText().strip():
            return self.tr("Enter what is said in it first.")
        return (
            "" if self.consent.isChecked() else self.tr("Confirm first that you have permission.")
        )

    def _update_range(self) -> None:
        if self._source != "clip":
            return
        sample, state = self._sample, self._context.state
        if sample is None:
            self.range.setText(self.tr("No range yet"))
            self._range_hint.setText(
                self.tr(
                    "Mark one with I and O where only this person speaks, or select a line. "
                    "This window may stay open."
                )
            )
            return
        start, end = state.timecode(sample.start), state.timecode(sample.start + sample.frames)
        self.range.setText(f"{start} – {end} · {decimal(state.seconds(sample.frames), 1)} s")
        self._range_hint.setText(self._judge_range(sample))

    def _judge_range(self, sample: VoiceSample) -> str:
        seconds = self._context.state.seconds(sample.frames)
        if sample.others:
            others = ", ".join(sample.others)
            return self.tr("%s also speaks in it: mark a range with only one voice.") % others
        if seconds < _SHORT_S or seconds > _LONG_S:
            return self.tr("Mark 6 to 12 s: shorter or longer ranges imitate less well.")
        return self.tr("Taken from the timeline's own clips. 6 to 12 s of clear speech are best.")

    def _judge_words(self) -> tuple[str, bool]:
        """A live hint about the words, and whether something seems wrong."""
        words = self.words.toPlainText().split()
        if not words:
            return self.tr("The model learns from them how the voice pronounces each sound."), False
        count = self.tr("%n word(s)", "", len(words))
        if self._sample is None:
            return count, False
        seconds = self._context.state.seconds(self._sample.frames)
        speed = len(" ".join(words)) / seconds if seconds else 0.0
        if speed < _SLOW:
            return self.tr("%s: few for %s s. Is everything written down?") % (
                count,
                decimal(seconds, 1),
            ), True
        if speed > _FAST:
            return self.tr("%s: many for %s s. Is it the right range?") % (
                count,
                decimal(seconds, 1),
            ), True
        return count, False


def _consent_key(recording: str) -> str:
    digest = hashlib.sha256(recording.encode()).hexdigest()[:24]
    return f"consent/{digest}"


def _colour(label: PlainLabel, colour: Any) -> None:
    palette = label.palette()
    palette.setColor(label.foregroundRole(), colour)
    label.setPalette(palette)
