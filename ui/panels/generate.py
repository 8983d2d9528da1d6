"""What is generated, and how: the settings of a render, and the buttons that start one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from deepaudio_plugin.backend import messages
from deepaudio_plugin.core import delivery, options

from ..panel_context import PanelContext
from ..theme.metrics import GAP, STEP, inset
from ..theme.plain_text import PlainLabel
from .engine_fields import EngineFields, in_words
from .generate_takes import TakeFields
from .render_place import RenderPlaceField

_COUNT_MS = 200
_WIDEST_FIELD = 46  # average characters
_NARROWEST = 40  # likewise
_BETWEEN = ";"  # two entries of the pronunciation list


class GeneratePanel(QWidget):
    """Engine, quality, takes and tracks; changes are decisions and are kept at once."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._filling = False
        self._form = QWidget(self)
        self._fields = QFormLayout(self._form)
        self._fields.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._fields.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._fields.setContentsMargins(0, GAP, 0, 0)
        self._fields.setHorizontalSpacing(3 * STEP)
        self._fields.setVerticalSpacing(GAP)
        self._labels: dict[str, PlainLabel] = {}
        self._build_fields()
        self._build()
        self._connect()
        self._retranslate()
        self._update()

    # -- building ---------------------------------------------------------------------

    def _build_fields(self) -> None:
        self._engine = self._combo("engine")
        self._add("place", RenderPlaceField(self._context, self))
        self._of_engine = EngineFields(self._fields, self._fields.rowCount(), self._set_of_engine)
        self._speech, self._audio, self._mix = (QCheckBox(self) for _ in range(3))
        tracks = QWidget(self)
        row = QHBoxLayout(tracks)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)  # beside a scroll bar too they are read whole
        for box in (self._speech, self._audio, self._mix):
            row.addWidget(box)
        row.addStretch(1)
        self._add("tracks", tracks)
        self._of_takes = TakeFields(self._fields, self._set, self._on_nothing_to_pick)
        self._seed = self._spin("seed", 0, options.MAX_SEED)
        self._handles = self._spin("handles", 0, options.MAX_HANDLES)
        self._channels = self._combo("channels")
        self._duck = self._decimal("duck_db", options.MAX_DUCK_DB)
        self._hold = self._decimal("duck_hold", options.MAX_DUCK_HOLD_S)
        self._hold.setSingleStep(0.1)
        self._speed = self._combo("duck_speed")
        self._pronounce = QLineEdit(self)
        self._pronounce.setMaximumWidth(self.fontMetrics().averageCharWidth() * _WIDEST_FIELD)
        self._add("pronounce", self._pronounce)

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(8)
        combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        combo.setMaximumWidth(self.fontMetrics().averageCharWidth() * _WIDEST_FIELD)
        self._add(name, combo)
        return combo

    def _spin(self, name: str, least: int, most: int) -> QSpinBox:
        spin = QSpinBox(self)
        spin.setRange(least, most)
        self._add(name, spin)
        return spin

    def _decimal(self, name: str, most: float) -> QDoubleSpinBox:
        spin = QDoubleSpinBox(self)
        spin.setRange(0.0, most)
        spin.setDecimals(1)
        self._add(name, spin)
        return spin

    def _add(self, name: str, field: QWidget) -> None:
        label = PlainLabel(self)
        label.setBuddy(field)
        self._labels[name] = label
        self._fields.addRow(label, field)

    def _build(self) -> None:
        self._count = PlainLabel(self, wordWrap=True)
        self._start = QPushButton(self)
        self._start.setDefault(True)
        self._start.clicked.connect(self._context.actions["generate_all"].trigger)
        self._start.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(GAP)
        self._buttons.addWidget(self._start)
        others = QHBoxLayout()
        others.setSpacing(STEP)
        self._others: dict[str, QToolButton] = {}
        for name in ("generate", "generate_changed"):
            button = self._others[name] = QToolButton(self)
            button.setDefaultAction(self._context.actions[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            others.addWidget(button)
        others.addStretch(1)
        self._buttons.addLayout(others, 1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the field with the focus
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self._form)
        layout = QVBoxLayout(self)
        inset(layout)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # minimumSizeHint says
        layout.addWidget(self._count)
        layout.addLayout(self._buttons)
        layout.addWidget(scroll, 1)

    def _connect(self) -> None:
        state, actions = self._context.state, self._context.actions
        engine = self._engine
        engine.activated.connect(lambda _index: self._set("engine", engine.currentData()))
        speed = self._speed
        speed.activated.connect(lambda _index: self._set("duck_speed", speed.currentData()))
        wide = self._channels
        wide.activated.connect(lambda _index: self._set("channels", wide.currentData()))
        for spin, name in (
            (self._seed, "seed"), (self._handles, "handles"), (self._duck, "duck_db"),
            (self._hold, "duck_hold"),
        ):  # fmt: skip
            spin.editingFinished.connect(lambda spin=spin, name=name: self._set(name, spin.value()))
        self._handles.valueChanged.connect(self._name_frames)
        self._pronounce.editingFinished.connect(self._on_pronounce)
        for box in (self._speech, self._audio, self._mix):
            box.clicked.connect(self._on_tracks)
        for signal in (
            state.settings_changed, state.engine_changed, state.opened, state.closed,
        ):  # fmt: skip
            signal.connect(self._update)
        self._counting = QTimer(self)  # thousands of jobs, many facts a second: twice is enough
        self._counting.setSingleShot(True)
        self._counting.setInterval(_COUNT_MS)
        self._counting.timeout.connect(self._update_count)
        for signal in (state.loaded, state.planned, state.jobs_changed, state.removed):
            signal.connect(self._count_soon)
        state.closed.connect(self._update_count)
        actions["generate"].triggered.connect(self._on_generate)
        actions["generate_changed"].triggered.connect(lambda: self._generate("changed"))
        actions["generate_all"].triggered.connect(lambda: self._generate("all"))

    # -- orders -------------------------------------------------------------------------

    def _set(self, name: str, value: Any) -> None:
        if self._filling or self._context.state.settings.get(name) == value:
            return
        self._context.link.order(messages.Set, values={name: value}, on_refused=self._on_refused)

    def _set_of_engine(self, name: str, value: Any) -> None:
        engine = self._context.state.engine
        if engine is not None and self._engine_values(engine.name).get(name) != value:
            self._set("engine_settings", {engine.name: {name: value}})

    def _engine_values(self, engine: str) -> dict[str, Any]:
        """What is set for an engine."""
        kept = self._context.state.settings.get("engine_settings") or {}
        return dict(kept.get(engine) or {})

    def _on_refused(self, fact: messages.Refused) -> None:
        self._context.notices.refused(fact)
        self._update()

    def _on_tracks(self) -> None:
        boxes = {"speech": self._speech, "audio": self._audio, "mix": self._mix}
        chosen = [name for name, box in boxes.items() if box.isChecked()]
        if not chosen:
            self._context.notices.warn(self.tr("At least one track is needed."))
            self._update()
        else:
            self._set("tracks", chosen)

    def _on_nothing_to_pick(self) -> None:
        self._context.notices.note(
            self.tr("There is one take of each: nothing can be picked."),
            self.tr("Ask for more takes of each, or for another take of a line."),
        )

    def _on_pronounce(self) -> None:
        entries = [entry.strip() for entry in self._pronounce.text().split(_BETWEEN)]
        wanted = [entry for entry in entries if entry]
        if wanted != list(self._context.state.settings.get("pronounce") or ()):
            self._set("pronounce", wanted or None)

    def _on_generate(self) -> None:
        refs = self._context.selection.refs
        if refs:
            self._context.link.order(messages.Generate, refs=refs)
        else:
            self._context.notices.note(
                self.tr("Nothing is selected."),
                self.tr("Select lines or shots, or generate what has changed."),
            )

    def _generate(self, scope: str) -> None:
        self._context.link.order(messages.Generate, scope=scope)

    # -- showing ------------------------------------------------------------------------

    def _update(self) -> None:
        """The fields from the settings, without giving orders."""
        self._filling = True
        settings, engine = self._context.state.settings, self._context.state.engine
        chosen = settings.get("engine", options.AUTO)
        known = {choice.name: in_words(choice.label) for choice in engine.choices} if engine else {}
        if chosen != options.AUTO:
            known.setdefault(chosen, chosen)
        self._fill(
            self._engine,
            [(options.AUTO, self.tr("Best available")), *known.items()],
            chosen,
        )
        declared = engine.settings if engine else ()
        if self._of_engine.show(declared, self._engine_values(engine.name) if engine else {}):
            self._align()
        tracks = settings.get("tracks", ("speech", "audio"))
        for box, name in ((self._speech, "speech"), (self._audio, "audio"), (self._mix, "mix")):
            box.setChecked(name in tracks)
        self._of_takes.show(settings)
        self._seed.setValue(int(self._setting("seed", 0)))
        self._handles.setValue(int(self._setting("handles", options.DEFAULT_HANDLES)))
        self._duck.setValue(float(self._setting("duck_db", options.DEFAULT_DUCK_DB)))
        self._hold.setValue(float(self._setting("duck_hold", options.DEFAULT_DUCK_HOLD_S)))
        speeds = {"fast": self.tr("fast"), "medium": self.tr("medium"), "slow": self.tr("slow")}
        speed = str(settings.get("duck_speed") or options.DEFAULT_DUCK_SPEED)
        self._fill(self._speed, [(s, speeds.get(s, s)) for s in options.DUCK_SPEEDS], speed)
        layouts = {"mono": self.tr("Mono"), "stereo": self.tr("Stereo"), "5.1": self.tr("5.1 mix")}
        wide = str(settings.get("channels") or delivery.DEFAULT_CHANNELS)
        self._fill(self._channels, [(c, layouts.get(c, c)) for c in delivery.CHANNELS], wide)
        if not self._pronounce.hasFocus():  # what somebody is typing stays
            listed = settings.get("pronounce") or ()
            self._pronounce.setText(f"{_BETWEEN} ".join(listed))
        self._form.setEnabled(self._context.state.is_open and not self._context.state.read_only)
        self._filling = False
        self._update_count()

    def _setting(self, name: str, default: float) -> float:
        value = self._context.state.settings.get(name)
        return default if value is None else value

    @staticmethod
    def _fill(combo: QComboBox, items: list[tuple[str, str]], current: str) -> None:
        combo.clear()
        for value, text in items:
            combo.addItem(text, value)
        index = combo.findData(current)
        combo.setCurrentIndex(max(0, index))

    def _count_soon(self) -> None:
        if not self._counting.isActive():
            self._counting.start()

    def _update_count(self) -> None:
        state = self._context.state
        states = Counter(job.state for job in state.jobs.each())
        todo = states["planned"] + states["changed"]
        self._start.setText(
            self.tr("Generate %n clip(s)", "", todo) if todo else self.tr("Nothing to generate")
        )
        self._start.setToolTip(self.tr("Everything that is not rendered yet or has changed since"))
        self._start.setEnabled(todo > 0 and not state.read_only)
        bad = states["failed"] + states["impossible"]
        parts = [self.tr("%n ready", "", states["ready"]), self.tr("%n to do", "", todo)]
        if bad:
            parts.append(self.tr("%n with problems", "", bad))
        self._count.setText(" · ".join(parts) if states else self.tr("No timeline is open."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._update()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        texts = {
            "engine": self.tr("Engine"),
            "place": self.tr("Render on"),
            "tracks": self.tr("Tracks"),
            "seed": self.tr("Seed"),
            "handles": self.tr("Handles"),
            "channels": self.tr("Channels"),
            "duck_db": self.tr("Audio under speech"),
            "duck_hold": self.tr("Held in pauses"),
            "duck_speed": self.tr("Lowering speed"),
            "pronounce": self.tr("Pronunciation"),
        }
        for name, text in texts.items():
            self._labels[name].setText(text)
            buddy = self._labels[name].buddy()
            if buddy is not None:
                buddy.setAccessibleName(text)
        self._speech.setText(self.tr("Speech"))
        self._audio.setText(self.tr("Audio"))
        self._mix.setText(self.tr("Mix"))
        self._name_frames(self._handles.value())
        self._duck.setSuffix(self.tr(" dB lower"))
        self._duck.setSpecialValueText(self.tr("not lowered"))
        self._hold.setPrefix(self.tr("below "))
        self._hold.setSuffix(self.tr(" s"))
        self._hold.setToolTip(
            self.tr("The sound comes up again only in pauses that are longer than this.")
        )
        self._speed.setToolTip(
            self.tr("How fast the sound is lowered before a line and raised after it.")
        )
        self._seed.setToolTip(self.tr("Another seed gives another take of everything."))
        self._handles.setToolTip(self.tr("Sound beyond both ends of a clip, for trimming."))
        self._channels.setToolTip(
            self.tr(
                "Of the sound of shots and of the mix. For a 5.1 mix the sound of shots is stereo; "
                "lines are mono."
            )
        )
        self._duck.setToolTip(
            self.tr("How much the generated sound is lowered while somebody speaks.")
        )
        self._pronounce.setPlaceholderText(self.tr("Leicester=Lester; York=Yawk"))
        self._pronounce.setToolTip(
            self.tr("Words and names that are said otherwise than they are written, in every line.")
        )
        self._of_takes.retranslate()
        for name, button in self._others.items():
            button.setAccessibleName(self._context.actions[name].text())
        for box in (self._speech, self._audio, self._mix):
            box.setAccessibleName(f"{texts['tracks']}: {box.text()}")
        self._align()

    def _name_frames(self, count: int) -> None:
        self._handles.setSuffix(self.tr(" frame") if count == 1 else self.tr(" frames"))

    def _align(self) -> None:
        """Number fields as wide as the widest of them, in one column."""
        spins = self._form.findChildren(QAbstractSpinBox)
        widest = max(spin.sizeHint().width() for spin in spins)
        for spin in spins:
            spin.setFixedWidth(widest)

    def minimumSizeHint(self) -> QSize:
        letters = self.fontMetrics().averageCharWidth() * _NARROWEST
        return QSize(letters, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        row = self._start.sizeHint().width() + GAP + STEP
        row += sum(button.sizeHint().width() for button in self._others.values())
        direction = QBoxLayout.Direction
        fits = row <= self.contentsRect().width() - 2 * GAP
        self._buttons.setDirection(direction.LeftToRight if fits else direction.TopToBottom)
