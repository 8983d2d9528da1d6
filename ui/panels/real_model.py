"""The dialog that downloads the real model: variants, licences, progress."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import WeightsView

from ..panel_context import PanelContext
from ..state.backend_words import in_window
from ..state.numbers import decimal
from ..theme.colours import colours_for
from ..theme.metrics import STEP, inset
from ..theme.plain_text import PlainLabel, visible

_WEIGHTS = Qt.ItemDataRole.UserRole
_GB = 1e9


class RealModelDialog(QDialog):
    """Choose a variant, accept its licences, download it."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pulling = ""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Get the real model"))
        self._words = PlainLabel(self, wordWrap=True)
        self._variants = QListWidget(self)
        self._licences = PlainLabel(self, wordWrap=True)
        self._licences.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._accept = QCheckBox(self)
        self._bar = QProgressBar(self)
        self._status = PlainLabel(self, wordWrap=True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._get = self._buttons.addButton(
            self.tr("Download"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self._stop = self._buttons.addButton(
            self.tr("Stop"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self._build()
        self._connect()
        self._update()
        context.link.order(messages.ListWeights, on_refused=self._on_refused)

    def _build(self) -> None:
        self._words.setText(
            self.tr(
                "DeepAudio-V1 generates speech and sound that fit the picture. It is not part "
                "of this program: choose a variant and download it once. It is made for an "
                "NVIDIA GPU; without one it works, but slowly."
            )
        )
        self._accept.setText(self.tr("I have read these licences and accept them"))
        self._variants.setAccessibleName(self.tr("Variants"))
        self._status.setText(self.tr("Looking for variants…"))
        layout = QVBoxLayout(self)
        inset(layout)
        self._variants.setSpacing(STEP // 2)
        self._get.setDefault(True)
        parts: tuple[QWidget, ...] = (
            self._words, self._variants, self._licences, self._accept, self._bar, self._status,
            self._buttons,
        )  # fmt: skip
        for widget in parts:
            layout.addWidget(widget)
        self.resize(self.fontMetrics().averageCharWidth() * 70, self.fontMetrics().height() * 26)

    def _connect(self) -> None:
        self._context.link.fact_received.connect(self._on_fact)
        self._variants.currentItemChanged.connect(self._update)
        self._accept.toggled.connect(self._update)
        self._get.clicked.connect(self._on_get)
        self._stop.clicked.connect(lambda: self._context.link.order(messages.StopPull))
        self._buttons.rejected.connect(self.reject)

    def _chosen(self) -> WeightsView | None:
        item = self._variants.currentItem()
        view: WeightsView | None = item.data(_WEIGHTS) if item is not None else None
        return view

    def _on_fact(self, fact: messages.Fact) -> None:
        if isinstance(fact, messages.Weights):
            self._list(fact.weights)
        elif isinstance(fact, messages.PullProgress):
            self._show_progress(fact)

    def _list(self, weights: tuple[WeightsView, ...]) -> None:
        chosen = self._chosen()
        self._variants.clear()
        for view in weights:
            if view.installed:
                size = self.tr("installed")
            else:
                size = self.tr("{} GB to fetch").format(self._gb(view.bytes, 1))
            item = QListWidgetItem(visible(f"{view.title}  ·  {size}\n{view.advice}".rstrip()))
            item.setData(_WEIGHTS, view)
            self._variants.addItem(item)
            if chosen is not None and view.variant == chosen.variant:
                self._variants.setCurrentItem(item)
        if self._variants.currentItem() is None and self._variants.count():
            self._variants.setCurrentRow(0)
        self._say("", wrong=False)
        self._update()

    def _gb(self, size: int, digits: int) -> str:
        return decimal(size / _GB, digits)

    def _on_get(self) -> None:
        view = self._chosen()
        if view is not None:
            self._pulling = view.variant
            self._context.link.order(
                messages.PullWeights, variant=view.variant, accepted=self._accept.isChecked(),
                on_refused=self._on_refused,
            )  # fmt: skip
            self._update()

    def _show_progress(self, fact: messages.PullProgress) -> None:
        self._pulling = "" if fact.done else fact.variant
        share = fact.bytes / fact.total_bytes if fact.total_bytes else 0.0
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(1000 * share))
        if fact.done:
            self._say(
                in_window(fact.message) or self.tr("Downloaded and ready to use."),
                wrong=bool(fact.message),
            )
            self._context.link.order(messages.ListWeights, on_refused=self._on_refused)
        else:
            self._say(
                self.tr("{file}: {done} of {total} GB").format(
                    file=fact.file,
                    done=self._gb(fact.bytes, 2),
                    total=self._gb(fact.total_bytes, 2),
                ),
                wrong=False,
            )
        self._update()

    def _on_refused(self, fact: messages.Refused) -> None:
        self._pulling = ""
        self._say(f"{in_window(fact.message)} {in_window(fact.hint)}".strip(), wrong=True)
        self._update()

    def _say(self, words: str, *, wrong: bool) -> None:
        palette = self.palette()
        if wrong:
            palette.setColor(QPalette.ColorRole.WindowText, colours_for(palette).failed)
        self._status.setPalette(palette)
        self._status.setText(words)
        self._status.setVisible(bool(words))

    def _update(self) -> None:
        view = self._chosen()
        self._licences.setText("\n".join(view.licences) if view is not None else "")
        self._licences.setVisible(view is not None)
        needed = view is not None and not view.installed
        self._accept.setVisible(needed)
        self._get.setEnabled(needed and self._accept.isChecked() and not self._pulling)
        self._stop.setVisible(bool(self._pulling))
        self._bar.setVisible(bool(self._pulling))
        self._variants.setEnabled(not self._pulling)
