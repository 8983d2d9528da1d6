"""The line inspector: voice, delivery, gain, pause, pace and seed of the selected lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from deepaudio_plugin.decisions import adjusting

from ..panel_context import PanelContext
from ..state.line_adjustments import AS_READ, LineAdjustments
from ..theme.colours import colours_for
from ..theme.metrics import inset
from ..theme.plain_text import PlainLabel, plain, visible
from .delivery_field import DeliveryField
from .number_field import NumberField
from .scrolled import scrolled

_MAX_SEED = 2**31 - 1


class LineInspector(QWidget):
    """What is decided of one line, or of all selected ones alike."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.lines = LineAdjustments(context.link, context.state, self)
        self._title = PlainLabel(self, wordWrap=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._note = PlainLabel(self, wordWrap=True)
        self._fields = QWidget(self)
        self.voice = QComboBox(self._fields)
        self.delivery = DeliveryField(self._fields)
        self.gain = NumberField(adjusting.LOWEST_GAIN_DB, adjusting.HIGHEST_GAIN_DB, 0.5)
        self.pause = NumberField(0.0, adjusting.MAX_PAUSE_S, 0.1, 2)
        self.pace = NumberField(adjusting.SLOWEST_PACE, adjusting.FASTEST_PACE, 0.05, 2)
        self.seed = NumberField(0, _MAX_SEED, 1, 0)
        self.revert = QPushButton(self._fields)
        self._form = QFormLayout(self._fields)
        self._labels: list[tuple[QWidget, PlainLabel]] = []
        self._build()
        self._connect()
        self._retranslate()
        self._on_selection()

    def _build(self) -> None:
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        fields = (self.voice, self.delivery, self.gain, self.pause, self.pace, self.seed)
        for field in fields:
            label = PlainLabel(self._fields)
            label.setBuddy(field)
            self._labels.append((field, label))
            self._form.addRow(label, field)
        self._form.addRow("", self.revert)
        inner = QWidget(self)
        layout = QVBoxLayout(inner)
        inset(layout)
        layout.addWidget(self._title)
        layout.addWidget(self._fields)
        layout.addWidget(self._note)
        layout.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inner, self))

    def _connect(self) -> None:
        context, lines = self._context, self.lines
        context.selection.changed.connect(self._on_selection)
        context.state.engine_changed.connect(self._update)
        context.state.cast_changed.connect(self._update)
        lines.changed.connect(self._update)
        lines.refused.connect(context.notices.refused)
        lines.refused.connect(lambda _fact: self._update())
        self.voice.activated.connect(
            lambda: lines.adjust(voice=str(self.voice.currentData() or ""))
        )
        self.delivery.activated.connect(
            lambda: lines.adjust(delivery_wanted=self.delivery.currentData())
        )
        self.gain.decided.connect(lambda value: lines.adjust(gain_db=value))
        self.pause.decided.connect(lambda value: lines.adjust(pause_s=value))
        self.pace.decided.connect(lambda value: lines.adjust(pace_wanted=value))
        self.seed.decided.connect(lambda value: lines.adjust(seed=int(value)))
        self.seed.unset.connect(lambda: lines.adjust(seed=None))
        for field in (self.gain, self.pause, self.pace):
            field.unset.connect(self._update)
        self.revert.clicked.connect(lambda: lines.adjust(**AS_READ))

    def commit(self) -> None:
        """Commit what is being typed: it belongs to the lines that are shown."""
        for field in (self.gain, self.pause, self.pace, self.seed):
            field.commit()

    def _on_selection(self) -> None:
        self.commit()
        self.lines.take_up(self._context.selection.refs)

    # -- showing ----------------------------------------------------------------------

    def _update(self) -> None:
        shown = self.lines.lines
        self._fields.setVisible(bool(shown))
        self._fields.setEnabled(not self._context.state.read_only)
        if len(shown) == 1:
            cue = shown[0]
            self._title.setText(f"{cue.speaker}: {cue.text}" if cue.speaker else cue.text)
        elif shown:
            self._title.setText(self.tr("%n line(s)", "", len(shown)))
        else:
            self._title.setText(self.tr("Select lines to say how they are spoken and heard."))
        self._note.setVisible(bool(shown))
        if not shown:
            return
        several = self.tr("several")
        for field, name, unset in (
            (self.gain, "gain_db", ""),
            (self.pause, "pause_s", ""),
            (self.pace, "pace_wanted", ""),
            (self.seed, "seed", self.tr("as set")),
        ):
            value, agreed = self.lines.common(name)
            field.show_value(value if agreed else None, unset if agreed else several)
        self._update_voice(several)
        self._update_delivery()
        self._form.setRowVisible(self.pace, self._has_pace())
        self.revert.setEnabled(any(self._is_decided(name) for name in AS_READ))

    def _is_decided(self, name: str) -> bool:
        value, agreed = self.lines.common(name)
        return not agreed or value != AS_READ[name]

    def _has_pace(self) -> bool:
        engine = self._context.state.engine
        return engine is not None and any(setting.name == "pace" for setting in engine.settings)

    def _update_voice(self, several: str) -> None:
        engine = self._context.state.engine
        voices = list(engine.voices) if engine is not None else []
        value, agreed = self.lines.common("voice")
        if value and value not in voices:
            voices.append(value)
        self.voice.clear()
        self.voice.setPlaceholderText(several)
        self.voice.addItem(visible(self._as_cast()), "")
        for name in voices:
            self.voice.addItem(visible(name), name)
        self.voice.setCurrentIndex(self.voice.findData(value) if agreed else -1)

    def _update_delivery(self) -> None:
        engine = self._context.state.engine
        offered = engine.deliveries if engine is not None else ()
        wanted, agreed = self.lines.common("delivery_wanted")
        captions = [cue.delivery for cue in self.lines.lines]
        self.delivery.show_delivery(wanted, agreed, captions, offered)
        self._form.setRowVisible(self.delivery, bool(offered) or not agreed or wanted is not None)

    def _as_cast(self) -> str:
        """What a line without a voice of its own is spoken with."""
        speakers = {cue.speaker.casefold() for cue in self.lines.lines}
        cast = {
            view.voice.rpartition("/")[2]
            for view in self._context.state.voices
            if view.speaker.casefold() in speakers
        }
        return self.tr("As cast: {}").format(cast.pop()) if len(cast) == 1 else self.tr("As cast")

    def _retranslate(self) -> None:
        titles: dict[QWidget, str] = {
            self.voice: self.tr("Voice"),
            self.delivery: self.tr("Delivery"),
            self.gain: self.tr("Gain"),
            self.pause: self.tr("Pause before"),
            self.pace: self.tr("Pace"),
            self.seed: self.tr("Seed"),
        }
        tips: dict[QWidget, str] = {
            self.delivery: self.tr("How it is said, instead of what its caption says of that."),
            self.gain: self.tr("Beside the loudness of lines; in files, mix and preview."),
            self.pause: self.tr("Silence within the line's own time: it begins later."),
            self.pace: self.tr("Of the voice's own; a line that has to hurry hurries."),
            self.seed: self.tr("Of the first take: another seed is another reading."),
        }
        for field, label in self._labels:
            label.setText(titles[field])
            field.setAccessibleName(titles[field])
            field.setToolTip(plain(tips.get(field, "")))
        self.gain.setSuffix(" dB")
        self.pause.setSuffix(" s")
        self.pace.setSuffix(" ×")
        self.revert.setText(self.tr("As it was read"))
        self.revert.setToolTip(self.tr("Undecide voice, delivery, gain, pause, pace and seed"))
        self._note.setText(self.tr("A take that is finished stays in the history when it changes."))
        self._colour()

    def _colour(self) -> None:
        palette = self._note.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colours_for(self.palette()).text_faint)
        self._note.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_labels"):
            self._colour()
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_labels"):
            self._retranslate()
            self._update()
