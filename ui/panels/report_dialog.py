"""The dialog for a report on the takes: where to, and how far it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from deepaudio_plugin.backend import messages
from deepaudio_plugin.core.errors import CancelledError

from ..panel_context import PanelContext
from ..state.backend_words import in_window
from ..theme.metrics import inset
from ..theme.plain_text import PlainLabel
from .write_pages import WriteProgressPage


class ReportDialog(QDialog):
    """Asks where the report goes, writes it, and opens it in the browser."""

    def __init__(self, context: PanelContext, timeline: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._writing = ""  # the order that is under way
        self.setWindowTitle(self.tr("Write report"))
        path = Path(timeline)
        self.page = QLineEdit(str(path.with_name(f"{path.stem}.report.html")), self)
        self.page.setAccessibleName(self.tr("Page"))
        self._browse = QPushButton(self.tr("Choose…"), self)
        self.table = QCheckBox(self.tr("Also a table for spreadsheets (CSV)"), self)
        self.told = PlainLabel(self, wordWrap=True)
        self.progress = WriteProgressPage(self)
        self._form = QWidget(self)
        self._pages = QStackedWidget(self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.write = self.buttons.addButton(
            self.tr("Write"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._build()
        self._browse.clicked.connect(self._on_browse)
        self.write.clicked.connect(self._on_write)
        self.buttons.rejected.connect(self.reject)
        context.link.fact_received.connect(self._on_fact)
        context.link.ended.connect(self._on_ended)

    def _build(self) -> None:
        about = PlainLabel(self, wordWrap=True)
        about.setText(
            self.tr(
                "One page that opens in any browser, without a network: each line wanted against "
                "heard, what checking found, and the takes to listen to."
            )
        )
        place = QHBoxLayout()
        place.addWidget(self.page, 1)
        place.addWidget(self._browse)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(self.tr("Page"), place)
        form.addRow("", self.table)
        asked = QVBoxLayout(self._form)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.addWidget(about)
        asked.addLayout(form)
        asked.addWidget(self.told)
        asked.addStretch(1)
        self._pages.addWidget(self._form)
        self._pages.addWidget(self.progress)
        layout = QVBoxLayout(self)
        inset(layout)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.buttons)
        self.told.hide()
        self.write.setDefault(True)
        self.resize(self.fontMetrics().averageCharWidth() * 72, self.sizeHint().height())

    def _on_browse(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Write report"),
            self.page.text(),
            "HTML (*.html)",
            options=QFileDialog.Option.DontConfirmOverwrite,  # the backend replaces reports only
        )
        if path:
            self.page.setText(path if Path(path).suffix else f"{path}.html")

    def _on_write(self) -> None:
        path = self.page.text().strip()
        if not path:
            self._say(self.tr("Say where the page goes."))
            return
        table = str(Path(path).with_suffix(".csv")) if self.table.isChecked() else ""
        self._pages.setCurrentWidget(self.progress)
        self.write.setVisible(False)
        self.progress.begin()
        self._writing = self._context.link.order(
            messages.WriteReport,
            on_carried=lambda: self._on_done(path),
            on_refused=self._on_refused,
            path=path,
            table=table,
        )

    def _on_fact(self, fact: messages.Fact) -> None:
        if isinstance(fact, messages.WriteProgress) and fact.id == self._writing:
            self.progress.show_progress(fact)

    def _on_done(self, path: str) -> None:
        self._writing = ""
        self._context.notices.note(self.tr("Written: {}").format(path))
        self.accept()
        QDesktopServices.openUrl(QUrl.fromLocalFile(path))

    def _on_refused(self, fact: messages.Refused) -> None:
        self._writing = ""
        if fact.code == CancelledError.code:
            super().reject()
            return
        told = f"{fact.where}: {fact.message}" if fact.where else fact.message
        self._say(f"{in_window(told)}\n{in_window(fact.hint)}".strip())

    def _on_ended(self, words: str) -> None:
        if self._writing:
            self._on_refused(messages.Refused("", "worker", words))

    def _say(self, words: str) -> None:
        self.told.setText(words)
        self.told.show()
        self.write.setVisible(True)
        self._pages.setCurrentWidget(self._form)

    def reject(self) -> None:
        """Leave it; while it writes, that stops the writing first."""
        if self._writing and self._context.link.running:
            self.progress.stopping()
            self._context.link.order(messages.StopReport)
            return
        super().reject()
