"""The dialog for writing tracks: shows what will be written, and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer
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
    QVBoxLayout,
    QWidget,
)

from deepaudio_plugin.backend import messages
from deepaudio_plugin.core import delivery
from deepaudio_plugin.hosts import registry

from ..panel_context import PanelContext
from ..theme.colours import colours_for
from ..theme.metrics import STEP, inset
from ..theme.plain_text import PlainLabel, visible

_ASK_MS = 250


class WriteDialog(QDialog):
    """Asks the backend what a write would do, and writes on confirmation."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked = ""
        self._beside = ""  # where it would be written if nobody says
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Write tracks"))
        self._output = QLineEdit(self)
        self._browse = QPushButton(self.tr("Choose…"), self)
        self._dialect = QComboBox(self)
        self._in_place = QCheckBox(self.tr("Into the timeline itself, keeping a backup"), self)
        self._spec = QComboBox(self)
        self._stems = QCheckBox(self.tr("Also the mix and its stems, as files"), self)
        self._preview = QCheckBox(self.tr("Also a preview film"), self)
        self._files = QListWidget(self)
        self._notes = PlainLabel(self, wordWrap=True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._write = self._buttons.addButton(
            self.tr("Write"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(_ASK_MS)
        self._build()
        self._connect()
        self._ask()

    def _build(self) -> None:
        wanted = str(self._context.state.settings.get("dialect", "generic"))
        for value, title in _targets(wanted):
            self._dialect.addItem(title, value)
        self._dialect.setCurrentIndex(self._dialect.findData(wanted))
        for name in delivery.SPECS:
            self._spec.addItem(_spec_in_words(name), name)
        kept = self._kept()
        self._spec.setCurrentIndex(max(0, self._spec.findData(kept["spec"])))
        self._stems.setChecked(bool(kept["stems"]))
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
        layout = QVBoxLayout(self)
        inset(layout)
        layout.addLayout(form)
        layout.addWidget(self._files, 1)
        layout.addWidget(self._notes)
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
        self._write.setDefault(True)
        self.resize(self.fontMetrics().averageCharWidth() * 72, self.fontMetrics().height() * 24)

    def _connect(self) -> None:
        self._asking.timeout.connect(self._ask)
        self._output.textEdited.connect(self._asking.start)
        self._dialect.activated.connect(self._ask)
        self._spec.activated.connect(self._ask)
        self._stems.toggled.connect(self._ask)
        self._in_place.toggled.connect(self._on_in_place)
        self._browse.clicked.connect(self._on_browse)
        self._buttons.accepted.connect(self._on_write)
        self._buttons.rejected.connect(self.reject)
        self._context.link.fact_received.connect(self._on_fact)

    def _fields(self) -> dict[str, Any]:
        return {
            "output": "" if self._in_place.isChecked() else self._output.text().strip(),
            "in_place": self._in_place.isChecked(),
            "dialect": str(self._dialect.currentData()),
            "spec": str(self._spec.currentData()),
            "stems": self._stems.isChecked(),
        }

    def _kept(self) -> dict[str, Any]:
        """What of the fields is kept with the timeline."""
        settings = self._context.state.settings
        spec = settings.get("spec") or delivery.DEFAULT_SPEC
        return {"spec": spec, "stems": bool(settings.get("stems"))}

    def _ask(self) -> None:
        self._write.setEnabled(False)
        self._asked = self._context.link.order(
            messages.PlanWrite,
            on_refused=self._on_refused,
            **self._fields(),
        )

    def _on_fact(self, fact: messages.Fact) -> None:
        if not isinstance(fact, messages.WritePlanned) or fact.id != self._asked:
            return
        self._files.clear()
        for file in fact.files:
            replaces = " – " + self.tr("replaces what is there") if file.replaces else ""
            text = f"{file.what}{replaces}" + (f"\n{file.path}" if file.path else "")
            self._files.addItem(visible(text))
        notes = list(fact.notes)
        if fact.missing:
            notes.insert(
                0, self.tr("%n clip(s) without a rendered take are left out.", "", fact.missing)
            )
        self._say("\n".join(notes), wrong=False)
        if not self._output.text().strip() and not self._in_place.isChecked():
            self._beside = fact.output
            self._output.setPlaceholderText(visible(fact.output))
        self._write.setEnabled(bool(fact.files))

    def _on_refused(self, fact: messages.Refused) -> None:
        self._files.clear()
        where = f"{fact.where}: " if fact.where else ""
        self._say(f"{where}{fact.message}\n{fact.hint}".strip(), wrong=True)

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
        self._write.setEnabled(False)
        kept = self._kept()
        if changed := {name: fields[name] for name in kept if fields[name] != kept[name]}:
            self._context.link.order(messages.Set, values=changed)
        self._context.link.order(
            messages.Write,
            on_carried=self.accept,
            on_refused=self._on_refused,
            **fields,
        )


def _spec_in_words(name: str) -> str:
    """A specification with its figures: its title is a proper name."""
    spec, title = delivery.SPECS[name], delivery.SPECS[name].title
    if name == "web":
        title = QCoreApplication.translate("WriteDialog", "Web")
    level = f"{title}: {spec.lufs:g} LUFS" if spec.lufs is not None else ""
    if spec.lufs is None:
        level = QCoreApplication.translate("WriteDialog", "Level as it is")
    elif spec.dialogue_gated:
        level += " " + QCoreApplication.translate("WriteDialog", "of the dialogue")
    return f"{level}, {spec.ceiling_db:g} dBTP".replace("-", "\N{MINUS SIGN}")


def _targets(chosen: str) -> list[tuple[str, str]]:
    """Hosts to write for, with titles; includes `chosen` even if it is not installed."""
    titles = {host.name: host.title for host in registry.hosts() if host.dialect}
    titles["generic"] = QCoreApplication.translate(
        "WriteDialog", "Any editor that reads OpenTimelineIO"
    )
    return list({**titles, chosen: titles.get(chosen, chosen)}.items())
