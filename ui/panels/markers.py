"""The markers of the timeline in a list: read, jumped to, made into lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import MarkerView

from ..panel_context import PanelContext
from ..theme.marker_looks import marker_colour, marker_text
from ..theme.metrics import inset
from ..theme.plain_text import PlainLabel, visible


class MarkersDialog(QDialog):
    """Stays open beside the panel. Notes are for people: one is spoken only when asked."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Markers"))
        self.list = QTreeWidget(self)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels([self.tr("Time"), self.tr("Kind"), self.tr("Text")])
        self.list.setAccessibleName(self.windowTitle())
        self.list.itemActivated.connect(lambda _item: self._go())
        self.list.itemSelectionChanged.connect(self._go)
        self._none = PlainLabel(self)
        self._none.setText(self.tr("The timeline has no markers."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.speak = QPushButton(self.tr("Make it a line"), self)
        self.speak.clicked.connect(self._on_speak)
        buttons.addButton(self.speak, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        inset(layout)
        for part in (self._none, self.list, buttons):
            layout.addWidget(part)
        self.resize(self.fontMetrics().averageCharWidth() * 64, self.fontMetrics().height() * 20)
        for signal in (context.state.markers_changed, context.state.opened, context.state.closed):
            signal.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        self.list.clear()
        state = self._context.state
        for marker in state.markers:
            kind = self.tr("Line") if marker.ref else self.tr("Note")
            text = visible(marker_text(marker))
            item = QTreeWidgetItem(self.list, [state.timecode(marker.start), kind, text])
            item.setData(0, Qt.ItemDataRole.UserRole, marker)
            swatch = QPixmap(12, 12)
            swatch.fill(marker_colour(marker))
            item.setIcon(0, QIcon(swatch))
        self.list.resizeColumnToContents(0)
        self.list.setVisible(bool(state.markers))
        self._none.setVisible(not state.markers)
        self._update_button()

    def _marker(self) -> MarkerView | None:
        chosen = self.list.selectedItems()
        held = chosen[0].data(0, Qt.ItemDataRole.UserRole) if chosen else None
        return held if isinstance(held, MarkerView) else None

    def _go(self) -> None:
        marker = self._marker()
        if marker is not None:
            self._context.playhead.move(marker.start)
            if marker.ref in self._context.state.cues:
                self._context.selection.select([marker.ref])
        self._update_button()

    def _update_button(self) -> None:
        marker = self._marker()
        note = marker is not None and not marker.ref
        self.speak.setEnabled(note and not self._context.state.read_only)

    def _on_speak(self) -> None:
        """Have a note said after all: as a line of its own, beside the marker."""
        marker = self._marker()
        if marker is None:
            return
        frames = marker.frames if marker.frames > 1 else 0
        self._context.link.order(
            messages.AddLine, start=marker.start, frames=frames, text=_said(marker)
        )


def _said(marker: MarkerView) -> str:
    """The words of a note, without a label such as `ADR:`."""
    text = marker.name.strip() or marker.comment.strip()
    label, colon, rest = text.partition(":")
    return rest.strip() if colon and rest.strip() and label.isupper() else text
