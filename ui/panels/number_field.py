"""A number of one or several things: empty where they differ, told when it rests."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from ..theme.number_keys import is_of_commands

_RESTS_MS = 350


class NumberField(QDoubleSpinBox):
    """A spin box for a value that several things may have in common.

    Below its lowest value stands `several`, for things that differ, or `unset`.

    Signals:
        decided(float): a person has set another value, and rests.
        unset: a person has gone below the lowest value.
    """

    decided = Signal(float)
    unset = Signal()

    def __init__(
        self, low: float, high: float, step: float, digits: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._filling = False
        self.setDecimals(digits)
        self.setRange(low - step, high)
        self.setSingleStep(step)
        self.setKeyboardTracking(False)
        self._rest = QTimer(self, singleShot=True, interval=_RESTS_MS)
        self._rest.timeout.connect(self._tell)
        self.valueChanged.connect(self._on_value)
        self.editingFinished.connect(self.commit)

    def show_value(self, value: float | None, below: str) -> None:
        """Show a value, or where there is none the words `below`; a person's is not touched."""
        if self._rest.isActive():
            return
        self._filling = True
        self.setSpecialValueText(below or "–")
        self.setValue(self.minimum() if value is None else value)
        self._filling = False

    def commit(self) -> None:
        """Tell what a person has set, if that was not told yet."""
        if self._rest.isActive():
            self._rest.stop()
            self._tell()

    def event(self, event: QEvent) -> bool:
        if is_of_commands(event):
            event.ignore()
            return False
        return super().event(event)

    def _on_value(self) -> None:
        if not self._filling:
            self._rest.start()

    def _tell(self) -> None:
        if self.value() <= self.minimum():
            self.unset.emit()
        else:
            self.decided.emit(round(self.value(), self.decimals()))
