"""Where takes are rendered: on this computer, or on a farm at an address."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from deepaudio_plugin.backend import messages

from ..panel_context import PanelContext
from ..theme.metrics import STEP

_ON_FARM = "farm"
_ADDRESS = "farm_address"
_LETTERS = 46  # the widest that the field gets, in average characters


class RenderPlaceField(QWidget):
    """A choice, and for a farm its address. Kept for this computer, not with a timeline."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.choice = QComboBox(self)
        self.address = QLineEdit(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(STEP)
        for field in (self.choice, self.address):
            field.setMaximumWidth(self.fontMetrics().averageCharWidth() * _LETTERS)
            column.addWidget(field)
        self.choice.addItems(["", ""])
        self.choice.setCurrentIndex(int(self._on_farm))
        self.address.setText(str(context.preferences.get(_ADDRESS, "") or ""))
        self._ordered = ""  # the farm that the backend was told of
        self.choice.activated.connect(self._on_chosen)
        self.address.editingFinished.connect(self._on_address)
        context.state.greeted.connect(self._on_backend)
        self._retranslate()
        if context.state.formats:  # it has greeted already
            self._on_backend()

    @property
    def _on_farm(self) -> bool:
        return str(self._context.preferences.get(_ON_FARM, "")) == "yes"

    @property
    def _farm(self) -> str:
        """The address of the farm that is to render; "" for this computer."""
        return self.address.text().strip() if self.choice.currentIndex() == 1 else ""

    def _on_chosen(self) -> None:
        is_farm = self.choice.currentIndex() == 1
        self._context.preferences.set(_ON_FARM, "yes" if is_farm else "no")
        self._show()
        if is_farm and not self._farm:
            self.address.setFocus()
        else:
            self._order()

    def _on_address(self) -> None:
        self._context.preferences.set(_ADDRESS, self.address.text().strip())
        if self._farm != self._ordered:
            self._order()

    def _on_backend(self) -> None:
        """A backend has started, and renders here."""
        self._ordered = ""
        if self._farm:
            self._order()

    def _order(self) -> None:
        self._ordered = self._farm
        self._context.link.order(messages.RenderOn, farm=self._farm)

    def _show(self) -> None:
        self.address.setVisible(self.choice.currentIndex() == 1)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.choice.setItemText(0, self.tr("This computer"))
        self.choice.setItemText(1, self.tr("A farm"))
        self.choice.setToolTip(
            self.tr("A Ray cluster renders many takes at once; all else is done here.")
        )
        self.address.setPlaceholderText("ray://host:10001")
        self.address.setAccessibleName(self.tr("Address of the farm"))
        self.address.setToolTip(
            self.tr("ray://HOST:10001, auto for the cluster this computer is in, or local.")
        )
        self._show()


__all__ = ["RenderPlaceField"]
