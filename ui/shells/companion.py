"""Companion mode: a window beside an editor that exports to a folder or file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QLockFile, QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolBar, QToolButton, QWidget

from deepaudio_plugin.backend import messages

from ..opening import Opener
from ..panel_context import PanelContext
from ..state.host_words import bring_in
from ..theme.plain_text import PlainLabel, plain
from .export_comparison import Comparison, Difference, Jobs, difference, jobs_open
from .file_watch import FileWatch
from .window import MainWindow


def claim(path: Path) -> QLockFile | None:
    """Lock a path for watching. None if another window watches it.

    An editor's menu may be chosen twice: the first window sees the new export anyway.
    """
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    folder = Path(place) / "watching"
    digest = hashlib.sha256(str(path.expanduser().absolute()).encode()).hexdigest()[:24]
    lock = QLockFile(str(folder / f"{digest}.lock"))
    lock.setStaleLockTime(0)  # never stale by age; the lock of a dead process is broken
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return lock  # no place for the lock: two windows are better than none
    taken = not lock.tryLock(0) and lock.error() == QLockFile.LockError.LockFailedError
    return None if taken else lock


def start_companion(window: MainWindow, path: Path, host: str = "") -> Companion:
    """Make a window watch a folder or file. Returns the companion, owned by `window`."""
    panel = window.panel

    def come_forward() -> None:
        window.raise_()
        QApplication.alert(window)

    watch = FileWatch(path, panel.opener.suffixes, window)
    companion = Companion(panel.context, panel.opener, watch, host, window)
    window.addToolBar(CompanionBar(companion, window))
    if panel.opener.path:
        watch.mark_known(Path(panel.opener.path))
    application = QCoreApplication.instance()
    if application is not None:
        application.aboutToQuit.connect(companion.stop)
    watch.settled.connect(come_forward)
    watch.start()
    return companion


class Companion(QObject):
    """Opens what a host exports, offers later exports, and writes the host's dialect.

    The first timeline is opened at once. Later ones are opened only when accepted, and never
    while something renders: `accept` waits until that is done.

    Signals:
        changed: `offer`, `instruction` or `waits` has changed.
    """

    changed = Signal()

    def __init__(
        self,
        context: PanelContext,
        opener: Opener,
        watch: FileWatch,
        host: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._opener, self._watch, self._host = context, opener, watch, host
        self._offer = ""
        self._instruction = ""
        self._waits = False
        self._comparison: Comparison | None = None
        watch.settled.connect(self._on_settled)
        watch.lost.connect(self._on_lost)
        watch.found.connect(lambda: context.notices.note(self.tr("The watched folder is back.")))
        context.state.opened.connect(self._on_opened)
        context.state.queue_changed.connect(self._on_queue)
        context.state.written.connect(self._on_written)

    @property
    def watch(self) -> FileWatch:
        """The path that is watched."""
        return self._watch

    @property
    def offer(self) -> str:
        """The timeline that waits to be opened; "" for none."""
        return self._offer

    @property
    def instruction(self) -> str:
        """What to do in the host with the latest output; "" for nothing."""
        return self._instruction

    @property
    def offers_the_open_one(self) -> bool:
        """Whether the offer is a new export of the open timeline."""
        return bool(self._offer) and self._offer == self._opener.path

    @property
    def waits(self) -> bool:
        """Whether the offer was accepted and waits for renders."""
        return self._waits

    def accept(self) -> None:
        """Open the offer now, or as soon as nothing renders any more."""
        if not self._offer:
            return
        if self._is_rendering():
            self._waits = True
            self.changed.emit()
            self._context.notices.note(
                self.tr("{} will be opened when rendering is done.").format(Path(self._offer).name),
                self.tr("Cancel rendering to open it now."),
            )
            return
        path = self._offer
        self._make_offer("")
        self._opener.open(path)

    def decline(self) -> None:
        """Drop the offer. The next export is offered again."""
        self._make_offer("")

    def stop(self) -> None:
        """Stop watching, before the window closes."""
        self._watch.stop()
        self._forget_comparison()

    def _on_settled(self, path: str) -> None:
        if not self._opener.path:
            self._opener.open(path)
        elif path != self._opener.path:
            self._make_offer(path)
            self._context.notices.note(
                self.tr("Another timeline was exported: {}").format(Path(path).name)
            )
        elif self._context.state.is_loaded:
            self._compare(path)
        else:  # it is being opened: open it again
            self._opener.open(path)

    def _compare(self, path: str) -> None:
        self._forget_comparison()
        before = jobs_open(self._context.state)
        comparison = Comparison(path, self)
        comparison.planned.connect(lambda after: self._on_compared(path, before, after))
        comparison.failed.connect(lambda why: self._on_unreadable(path, why))
        self._comparison = comparison
        comparison.start()

    def _on_compared(self, path: str, before: Jobs, after: Jobs) -> None:
        found = difference(before, after)
        self._context.notices.note(
            self.tr("The timeline was exported again: {}").format(self._words(found)),
            "" if found.is_none else self.tr("All decisions and renders are kept."),
        )
        self._make_offer("" if found.is_none else path)

    def _on_unreadable(self, path: str, why: str) -> None:
        self._context.notices.warn(
            self.tr("The timeline was exported again, but cannot be read: {}").format(why),
            self.tr("Export it again. The open timeline stays as it is."),
        )

    def _words(self, found: Difference) -> str:
        parts = [
            self.tr("%n line(s) changed", "", found.lines_changed) if found.lines_changed else "",
            self.tr("%n line(s) new", "", found.lines_new) if found.lines_new else "",
            self.tr("%n line(s) removed", "", found.lines_gone) if found.lines_gone else "",
            self.tr("%n shot(s) changed", "", found.shots) if found.shots else "",
        ]
        return ", ".join(filter(None, parts)) or self.tr("no audible change")

    def _on_lost(self) -> None:
        self._context.notices.warn(
            self.tr("{} is missing.").format(self._watch.path),
            self.tr("Is its drive connected? New exports are opened as soon as it is back."),
        )

    def _on_opened(self) -> None:
        state = self._context.state
        wrong = bool(self._host) and state.settings.get("dialect", "generic") != self._host
        if wrong and not state.read_only:
            self._context.link.order(messages.Set, values={"dialect": self._host})

    def _on_written(self, fact: messages.TimelineWritten) -> None:
        words = bring_in(self._host) if self._host else ""
        self._instruction = f"{words} {fact.output}" if words else ""
        self.changed.emit()

    def _on_queue(self) -> None:
        if self._waits and not self._is_rendering():
            self.accept()

    def _is_rendering(self) -> bool:
        queue = self._context.state.queue
        return bool(queue.running or (queue.waiting and not queue.paused))

    def _make_offer(self, path: str) -> None:
        self._offer, self._waits = path, False
        self.changed.emit()

    def _forget_comparison(self) -> None:
        if self._comparison is not None:
            self._comparison.stop()
            self._comparison.deleteLater()
            self._comparison = None


class CompanionBar(QToolBar):
    """Shows what is watched, and asks whether to open a new export."""

    def __init__(self, companion: Companion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._companion = companion
        self.setObjectName("CompanionBar")
        self.setMovable(False)
        self._label = PlainLabel(self)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._label.setMinimumWidth(1)  # a long path is elided; the tooltip has it in full
        self.addWidget(self._label)
        self._shown: list[QAction] = []  # a toolbar hides its widgets by these
        self._open = self._button(companion.accept)
        self._leave = self._button(companion.decline)
        companion.changed.connect(self._update)
        self._update()

    def _button(self, clicked: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.clicked.connect(clicked)
        self._shown.append(self.addWidget(button))
        return button

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_leave"):
            self._update()

    def _update(self) -> None:
        self.setWindowTitle(self.tr("Companion"))
        self._leave.setText(self.tr("Not now"))
        offer, instruction = self._companion.offer, self._companion.instruction
        watched = self._companion.watch.path
        if offer:
            self._label.setText(self.tr("Exported: {}").format(Path(offer).name))
        else:
            self._label.setText(instruction or self.tr("Watching {}").format(watched))
        self._label.setToolTip(plain(offer or instruction or str(watched)))
        same = self._companion.offers_the_open_one
        self._open.setText(self.tr("Reload") if same else self.tr("Open it"))
        self._open.setEnabled(not self._companion.waits)
        for action in self._shown:
            action.setVisible(bool(offer))
