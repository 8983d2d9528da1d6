"""A row of buttons: with text where there is enough space, else icons only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QToolButton, QWidget

from ..actions import Actions
from ..theme.metrics import STEP


def action_button(actions: Actions, name: str, parent: QWidget) -> QToolButton:
    """A flat button for an action, focusable with Tab."""
    button = QToolButton(parent)
    button.setAutoRaise(True)
    button.setDefaultAction(actions[name])
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


class ButtonRow(QWidget):
    """A button for each of some actions, from the left."""

    def __init__(self, actions: Actions, names: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # minimumSizeHint says
        for name in names:
            button = self._buttons[name] = action_button(actions, name, self)
            row.addWidget(button)
        row.addStretch(1)
        self._arrange()

    def _arrange(self) -> None:
        for name, button in self._buttons.items():
            button.setAccessibleName(self._actions[name].text())
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        wanted = sum(button.sizeHint().width() + STEP for button in self._buttons.values())
        if wanted > self.width():
            for button in self._buttons.values():
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.height() * len(self._buttons), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.FontChange):
            self._arrange()
