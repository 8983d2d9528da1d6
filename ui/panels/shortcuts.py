"""The sheet of keyboard shortcuts."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from ..actions import COMMANDS, Actions
from ..theme.metrics import inset
from ..theme.plain_text import escaped


class ShortcutSheet(QDialog):
    """Every command that has a key, by group."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        page = QTextBrowser(self)
        page.setHtml(sheet(actions))
        page.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        inset(layout)
        layout.addWidget(page)
        layout.addWidget(buttons)
        self.resize(self.fontMetrics().averageCharWidth() * 60, self.fontMetrics().height() * 34)


def sheet(actions: Actions) -> str:
    """The shortcuts as a page of HTML."""
    rows: list[str] = []
    group = ""
    for command in COMMANDS:
        keys = [
            key.toString(QKeySequence.SequenceFormat.NativeText)
            for key in actions[command.name].shortcuts()
        ]
        if not keys:
            continue
        if command.group != group:
            group = command.group
            title = QCoreApplication.translate("Actions", group)
            rows.append(f"<tr><td colspan=2><h3>{escaped(title)}</h3></td></tr>")
        name = actions.title(command.name).rstrip("…")
        shown = escaped(", ".join(keys))
        rows.append(f"<tr><td><b>{shown}</b>&nbsp;&nbsp;</td><td>{escaped(name)}</td></tr>")
    return f"<table cellpadding=2>{''.join(rows)}</table>"
