"""The controls of a track in its header: mute, solo and gain."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ..state.heard_tracks import HeardTracks
from ..theme.plain_text import plain
from .gain_box import GainBox

_SETTLED_MS = 350  # a gain that is stepped through is decided once
_GAIN_CHARACTERS = 9


class TrackStrip(QWidget):
    """Mute, solo and gain of one track.

    Signals:
        gain_decided(str, float): the track's name, and its gain in dB.
    """

    gain_decided = Signal(str, float)

    def __init__(self, track: str, heard: HeardTracks, parent: QWidget) -> None:
        super().__init__(parent)
        self.track = track
        self._heard = heard
        self._name = ""
        self.mute, self.solo = QToolButton(self), QToolButton(self)
        self.gain = GainBox(self)
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self.mute, self.solo):
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.gain)
        self.mute.toggled.connect(lambda on: heard.mute(track, on))
        self.solo.toggled.connect(lambda on: heard.solo(track, on))
        self.gain.valueChanged.connect(lambda _value: self._on_changed())
        self.gain.let_go.connect(self._settled.start)
        self._settled.timeout.connect(self._decide)
        heard.changed.connect(self.refresh)
        self._retranslate()
        self.refresh()

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """Its controls from left to right."""
        return self.mute, self.solo, self.gain

    def set_name(self, name: str) -> None:
        """What the track is called, for screen readers."""
        self._name = name
        self._retranslate()

    def show_gain(self, gain_db: float, *, read_only: bool) -> None:
        """Show the gain that is decided, unless another one is being typed."""
        self.gain.setEnabled(not read_only)
        held = self.gain.is_dragged or self._settled.isActive()
        if not held and not self.gain.hasFocus():
            self.gain.blockSignals(True)
            self.gain.setValue(gain_db)
            self.gain.blockSignals(False)

    def fit(self, width: int) -> int:
        """Leave the gain out where there is no room for it; how high it is."""
        wide = self.fontMetrics().averageCharWidth() * _GAIN_CHARACTERS
        side = self.fontMetrics().height() + 2
        for button in (self.mute, self.solo):
            button.setFixedSize(side, side)
        self.gain.setFixedHeight(side)
        self.gain.setVisible(width >= 2 * side + wide)
        return side

    def refresh(self) -> None:
        """Show what is muted and solo."""
        for button, on in (
            (self.mute, self._heard.is_muted(self.track)),
            (self.solo, self._heard.is_solo(self.track)),
        ):
            button.blockSignals(True)
            button.setChecked(on)
            button.blockSignals(False)

    def _on_changed(self) -> None:
        if not self.gain.is_dragged:
            self._settled.start()

    def _decide(self) -> None:
        self.gain_decided.emit(self.track, self.gain.value())

    def _retranslate(self) -> None:
        self.mute.setText(self.tr("M"))
        self.solo.setText(self.tr("S"))
        for part, words in (
            (self.mute, self.tr("Mute {}")),
            (self.solo, self.tr("Solo {}")),
            (self.gain, self.tr("Gain of {}")),
        ):
            part.setAccessibleName(words.format(self._name))
            part.setToolTip(plain(words.format(self._name)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
