"""The dialog for writing tracks: what and where, how far it is, and what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from deepaudio_plugin.backend import messages
from deepaudio_plugin.core import delivery
from deepaudio_plugin.core.errors import CancelledError
from deepaudio_plugin.core.options import MARKS

from ..panel_context import PanelContext
from ..state.backend_words import in_window
from ..theme.colours import colours_for
from ..theme.metrics import STEP, inset
from ..theme.plain_text import PlainLabel, visible
from .reveal import reveal
from .write_choices import marks, spec_in_words, targets
from .write_pages import WriteProgressPage, WriteResultPage

_ASK_MS = 250


class WriteDialog(QDialog):
    """Asks the backend what a write would do, writes on confirmation, and says what was written.

    While it writes it can be stopped, and cannot be left otherwise; the result stays until it is
    closed. Where the timeline goes for (its host), the loudness, the stems and the mark are kept
    with it.
    """

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked = ""
        self._writing = ""  # the order that is under way
        self._told, self._is_wrong = "", False  # why the last write came to nothing
        self._beside = ""  # where it would be written if nobody says
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Write tracks"))
        self._output = QLineEdit(self)
        self._browse = QPushButton(self.tr("Choose…"), self)
        self._dialect = QComboBox(self)
        self._in_place = QCheckBox(self.tr("Into the timeline itself, keeping a backup"), self)
        self._spec = QComboBox(self)
        self._stems = QCheckBox(self.tr("Also the mix and its stems, as files"), self)
        self._mark = QComboBox(self)
        self._of_mark = PlainLabel(self, wordWrap=True)
        self._of_mark.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._watermark = QCheckBox(self.tr("A watermark in the mix and the preview film"), self)
        self._preview = QCheckBox(self.tr("Also a preview film"), self)
        self._written: messages.TimelineWritten | None = None
        self._form = QWidget(self)
        self._progress = WriteProgressPage(self)
        self._result = WriteResultPage(self)
        self._pages = QStackedWidget(self)
        self._files = QListWidget(self)
        self._notes = PlainLabel(self, wordWrap=True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._write = self._buttons.addButton(
            self.tr("Write"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._stop = self._buttons.addButton(
            self.tr("Stop"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self._show_file = self._buttons.addButton(
            self.tr("Show file"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self._close = self._buttons.addButton(QDialogButtonBox.StandardButton.Close)
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(_ASK_MS)
        self._build()
        self._connect()
        self._ask()

    def _build(self) -> None:
        wanted = str(self._context.state.settings.get("dialect", "generic"))
        for value, title in targets(wanted):
            self._dialect.addItem(title, value)
        self._dialect.setCurrentIndex(self._dialect.findData(wanted))
        for name in delivery.SPECS:
            self._spec.addItem(spec_in_words(name), name)
        kept = self._kept()
        self._spec.setCurrentIndex(max(0, self._spec.findData(kept["spec"])))
        self._stems.setChecked(bool(kept["stems"]))
        self._watermark.setChecked(bool(kept["watermark"]))
        for name, (title, _meaning) in marks().items():
            self._mark.addItem(title, name)
        self._mark.setCurrentIndex(max(0, self._mark.findData(kept["mark"])))
        place = QHBoxLayout()
        place.addWidget(self._output, 1)
        place.addWidget(self._browse)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(self.tr("Timeline"), place)
        form.addRow("", self._in_place)
        form.addRow(self.tr("For"), self._dialect)
        form.addRow(self.tr("Loudness of the mix"), self._spec)
        form.addRow("", self._stems)
        form.addRow("", self._preview)
        form.addRow(self.tr("Mark"), self._mark)
        form.addRow("", self._of_mark)
        form.addRow("", self._watermark)
        asked = QVBoxLayout(self._form)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.addLayout(form)
        asked.addWidget(self._files, 1)
        asked.addWidget(self._notes)
        for page in (self._form, self._progress, self._result):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        inset(layout)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._buttons)
        self._output.setAccessibleName(self.tr("Timeline"))
        self._output.setPlaceholderText(self.tr("Beside the timeline"))
        self._files.setAccessibleName(self.tr("What is added"))
        self._files.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self._files.setSpacing(STEP // 2)
        self._files.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._files.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._dialect.setAccessibleName(self.tr("For"))
        self._spec.setAccessibleName(self.tr("Loudness of the mix"))
        self._spec.setToolTip(
            self.tr("Of the track Mix, of its stems and of the preview film: the mix is measured.")
        )
        self._stems.setToolTip(
            self.tr("Dialogue, effects with ambience, music and effects: Broadcast WAV files.")
        )
        self._watermark.setToolTip(
            self.tr("Inaudible, in the sound itself. Clips and stems have none.")
        )
        self._mark.setAccessibleName(self.tr("Mark"))
        self._explain_mark()
        self._turn_to(self._form)
        self.resize(self.fontMetrics().averageCharWidth() * 72, self.fontMetrics().height() * 30)

    def _connect(self) -> None:
        self._asking.timeout.connect(self._ask)
        self._output.textEdited.connect(self._asking.start)
        self._dialect.activated.connect(self._ask)
        self._spec.activated.connect(self._ask)
        self._stems.toggled.connect(self._ask)
        self._watermark.toggled.connect(self._ask)
        self._mark.activated.connect(self._on_mark)
        self._in_place.toggled.connect(self._on_in_place)
        self._browse.clicked.connect(self._on_browse)
        self._write.clicked.connect(self._on_write)
        self._stop.clicked.connect(self._on_stop)
        self._show_file.clicked.connect(self._on_show_file)
        self._buttons.rejected.connect(self.reject)
        self._context.link.fact_received.connect(self._on_fact)
        self._context.link.ended.connect(self._on_ended)

    def _fields(self) -> dict[str, Any]:
        return {
            "output": "" if self._in_place.isChecked() else self._output.text().strip(),
            "in_place": self._in_place.isChecked(),
            "dialect": str(self._dialect.currentData()),
            "spec": str(self._spec.currentData()),
            "stems": self._stems.isChecked(),
            "mark": str(self._mark.currentData()),
            "watermark": self._watermark.isChecked(),
        }

    def _kept(self) -> dict[str, Any]:
        """What of the fields is kept with the timeline."""
        settings = self._context.state.settings
        return {
            "dialect": settings.get("dialect") or "generic",
            "spec": settings.get("spec") or delivery.DEFAULT_SPEC,
            "stems": bool(settings.get("stems")),
            "mark": settings.get("mark") or MARKS[0],
            "watermark": bool(settings.get("watermark")),
        }

    def _on_mark(self) -> None:
        self._explain_mark()
        self._ask()

    def _explain_mark(self) -> None:
        """What the choice means, in a line."""
        _title, meaning = marks()[str(self._mark.currentData())]
        self._of_mark.setText(meaning)
        self._mark.setAccessibleDescription(meaning)

    def _ask(self) -> None:
        self._write.setEnabled(False)
        self._asked = self._context.link.order(
            messages.PlanWrite,
            on_refused=self._on_refused,
            **self._fields(),
        )

    def _on_fact(self, fact: messages.Fact) -> None:
        if isinstance(fact, messages.WritePlanned) and fact.id == self._asked:
            self._on_planned(fact)
        elif isinstance(fact, messages.WriteProgress) and fact.id == self._writing:
            if self._stop.isEnabled():
                self._progress.show_progress(fact)
        elif isinstance(fact, messages.TimelineWritten) and self._writing:
            self._written = fact

    def _on_planned(self, fact: messages.WritePlanned) -> None:
        self._files.clear()
        for file in fact.files:
            replaces = " – " + self.tr("replaces what is there") if file.replaces else ""
            text = f"{in_window(file.what)}{replaces}" + (f"\n{file.path}" if file.path else "")
            self._files.addItem(visible(text))
        notes = list(map(in_window, fact.notes))
        if self._told:
            notes.insert(0, self._told)
        self._say("\n".join(notes), wrong=self._is_wrong)
        if not self._output.text().strip() and not self._in_place.isChecked():
            self._beside = fact.output
            self._output.setPlaceholderText(visible(fact.output))
        self._write.setEnabled(bool(fact.files))

    def _on_refused(self, fact: messages.Refused) -> None:
        self._files.clear()
        self._say(_refusal(fact), wrong=True)

    def _say(self, words: str, *, wrong: bool) -> None:
        palette = self.palette()
        if wrong:
            palette.setColor(QPalette.ColorRole.WindowText, colours_for(palette).failed)
        self._notes.setPalette(palette)
        self._notes.setText(words)

    def _on_in_place(self, on: bool) -> None:
        self._output.setEnabled(not on)
        self._browse.setEnabled(not on)
        self._ask()

    def _on_browse(self) -> None:
        start = self._output.text() or self._beside
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Write timeline to"), start, self.tr("Timelines (*)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if path:
            self._output.setText(path)
            self._ask()

    def _on_write(self) -> None:
        fields = self._fields()
        output = str(fields["output"]) or self._beside
        if self._preview.isChecked() and output:
            fields["preview"] = str(Path(output).with_suffix(".mp4"))
        kept = self._kept()
        if changed := {name: fields[name] for name in kept if fields[name] != kept[name]}:
            self._context.link.order(messages.Set, values=changed)
        self._turn_to(self._progress)
        self._writing = self._context.link.order(
            messages.Write, on_carried=self._on_done, on_refused=self._on_not_written, **fields
        )

    # -- while it writes, and after ---------------------------------------------------

    def _turn_to(self, page: QWidget) -> None:
        """Show a page with the buttons that belong to it."""
        self._pages.setCurrentWidget(page)
        cancel = self._buttons.button(QDialogButtonBox.StandardButton.Cancel)
        for button, its_page in (
            (self._write, self._form),
            (cancel, self._form),
            (self._stop, self._progress),
            (self._show_file, self._result),
            (self._close, self._result),
        ):
            button.setVisible(its_page is page)
        self._write.setDefault(page is self._form)
        self._close.setDefault(page is self._result)
        if page is self._progress:
            self._progress.begin()
            self._stop.setEnabled(True)
            self._stop.setFocus()
        elif page is self._result:
            self._close.setFocus()

    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self._progress.stopping()
        self._context.link.order(messages.StopWrite)

    def _on_done(self) -> None:
        self._writing = ""
        if self._written is None:  # nothing tells what was written
            self.accept()
            return
        self._result.show_result(self._written)
        self.setWindowTitle(self.tr("Tracks written"))
        self._turn_to(self._result)

    def _on_ended(self, words: str) -> None:
        """The backend is gone; what a write had not finished is swept by the next one."""
        if self._writing:
            self._on_not_written(messages.Refused("", "worker", words))

    def _on_not_written(self, fact: messages.Refused) -> None:
        self._writing = ""
        self._turn_to(self._form)
        self._ask()
        self._is_wrong = fact.code != CancelledError.code
        self._told = _refusal(fact)
        if not self._is_wrong:
            self._told = self.tr("Stopped. What was there is as it was.")
        self._say(self._told, wrong=self._is_wrong)

    def _on_show_file(self) -> None:
        if self._written is not None:
            reveal(self._written.output)

    def reject(self) -> None:
        """Leave it; while it writes, that stops the writing first."""
        if self._writing and self._context.link.running:
            if self._stop.isEnabled():
                self._on_stop()
            return
        super().reject()


def _refusal(fact: messages.Refused) -> str:
    told = f"{fact.where}: {fact.message}" if fact.where else fact.message
    return f"{in_window(told)}\n{in_window(fact.hint)}".strip()
