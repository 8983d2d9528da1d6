"""A bar that shows the current engine, its device and whether it is running."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLayout,
    QToolButton,
    QWidget,
)

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import EngineView

from ..panel_context import PanelContext
from ..state.backend_words import in_window
from ..theme.colours import colours_for
from ..theme.metrics import GAP, MARGIN, STEP
from ..theme.plain_text import PlainLabel, plain
from .button_row import action_button
from .elided import Elided
from .engine_fields import in_words

_MB_PER_GB = 1024.0


class EngineBar(QWidget):
    """One line: state dot, engine, device and memory, and how to get the real model."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._buttons: dict[str, QToolButton] = {}
        self._dot = _Dot(self)
        self._title = Elided(self)
        self._machine = PlainLabel(self)
        self._get = self._button("real_model")
        self._restart = QToolButton(self, autoRaise=True)
        self._restart.clicked.connect(self._on_restart)
        self._generate = self._button("generate")
        self._write = self._button("write")
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, STEP, MARGIN, STEP)
        row.setSpacing(GAP)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # minimumSizeHint says
        for widget, stretch in (
            (self._dot, 0), (self._title, 1), (self._machine, 0), (self._restart, 0),
            (self._get, 0), (self._generate, 0), (self._write, 0),
        ):  # fmt: skip
            row.addWidget(widget, stretch)
        context.state.engine_changed.connect(self._update)
        context.link.ended.connect(self._update)
        self._update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._update()
        super().changeEvent(event)

    def _button(self, name: str) -> QToolButton:
        button = self._buttons[name] = action_button(self._context.actions, name, self)
        return button

    def _update(self) -> None:
        engine = self._context.state.engine
        for name, button in self._buttons.items():
            button.setAccessibleName(self._context.actions[name].text().rstrip("…"))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colours_for(palette).text_faint)
        if palette != self._machine.palette():
            self._machine.setPalette(palette)
        self._title.set_full(self._words(engine))
        self._title.setToolTip(plain(self._hint(engine)))
        self._machine.setText(self._machine_words(engine))
        self._machine.setVisible(engine is not None and self.width() > self._roomy())
        alive = engine is not None and engine.worker_alive
        self._restart.setVisible(engine is not None and not alive)
        self._restart.setText(self.tr("Restart"))
        self._restart.setToolTip(self.tr("Start the renderer again; nothing is lost"))
        self._get.setVisible(engine is None or engine.is_temp)
        self._get.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._dot.set_state(engine)
        self._dot.setToolTip(plain(self._hint(engine)))

    def _words(self, engine: EngineView | None) -> str:
        if engine is None:
            return self.tr("Starting…")
        if not engine.worker_alive:
            return self.tr("Renderer stopped · {}").format(engine.title)
        name = in_words(engine.label).partition(":")[0]
        if engine.is_temp:
            return self.tr("{} · temp sound, not the model").format(name)
        return f"{name} · {engine.variant}" if engine.variant else name

    def _hint(self, engine: EngineView | None) -> str:
        if engine is None:
            return self.tr("The background process is starting.")
        state = "" if engine.ready else engine.state
        parts = [engine.title, state, in_window(engine.hint), self._machine_words(engine)]
        return "\n".join(part for part in parts if part)

    def _machine_words(self, engine: EngineView | None) -> str:
        """Device and memory, as in "GPU · 24 GB · 1.2 GB in use"."""
        if engine is None:
            return ""
        kind = engine.device.partition(":")[0]
        parts = [{"cpu": "CPU", "cuda": "GPU", "mps": "GPU"}.get(kind, engine.device)]
        if kind == "farm":
            parts = [self.tr("Farm, %n worker(s)", "", int(engine.device.partition(":")[2] or 0))]
        if engine.memory_mb and kind != "cpu":
            parts.append(f"{engine.memory_mb / _MB_PER_GB:.0f} GB")
        if engine.worker_memory_mb:
            used = self.locale().toString(engine.worker_memory_mb / _MB_PER_GB, "f", 1)
            parts.append(self.tr("{} GB in use").format(used))
        return " · ".join(part for part in parts if part)

    def _on_restart(self) -> None:
        self._context.link.order(messages.RestartWorker)

    def minimumSizeHint(self) -> QSize:
        """What it needs in a narrow panel, however much it shows now."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), hint.height() * (1 + len(self._buttons))), hint.height())

    def _roomy(self) -> int:
        return self.fontMetrics().averageCharWidth() * 90

    def resizeEvent(self, event: object) -> None:
        self._machine.setVisible(
            self._context.state.engine is not None and self.width() > self._roomy()
        )
        style = (
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if self.width() > self._roomy()
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        for button in (self._generate, self._write):
            button.setToolButtonStyle(style)


class _Dot(QWidget):
    """A dot, filled while the worker is alive, else a ring."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        size = self.fontMetrics().xHeight() + 4
        self.setFixedSize(size, size)
        self._engine: EngineView | None = None

    def set_state(self, engine: EngineView | None) -> None:
        self._engine = engine
        alive = engine is not None and engine.worker_alive
        self.setAccessibleName(self.tr("Renderer ready") if alive else self.tr("Renderer stopped"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_for(self.palette())
        engine = self._engine
        alive = engine is not None and engine.worker_alive
        colour = colours.ready if alive and engine and engine.ready else colours.failed
        if engine is None:
            colour = colours.planned
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour)
        painter.setBrush(colour if alive else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(self.rect().adjusted(1, 1, -2, -2))
