"""The prompts panel: prompts of the selected shots, and of all others."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from deepaudio_plugin.backend import messages
from deepaudio_plugin.decisions import adjusting

from ..panel_context import PanelContext
from ..state.backend_words import in_window
from ..state.shot_model import PROMPTS, Prompt, ShotEdits, ShotPrompts
from ..theme.colours import colours_for
from ..theme.icons import icon
from ..theme.metrics import BREAK, GAP, STEP, inset
from ..theme.plain_text import PlainLabel
from .number_field import NumberField
from .prompts_chips import Chips
from .prompts_field import PromptField
from .scrolled import scrolled

_WIDE = 90
"""From this width on, in average characters, the two halves are side by side."""

_MAX_NAMES = 3


class PromptsPanel(QWidget):
    """Prompts of the selected shots, and the one for shots without their own."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.edits = ShotEdits(context.link, context.state, self)
        self.model = ShotPrompts(context.state, self.edits, self)
        self._pictures: dict[str, str] = {}
        self._labels: list[tuple[Prompt, PlainLabel]] = []
        self._build()
        self._retranslate()
        self._connect()
        self._on_selection_changed()
        self._update_general()

    # -- what it is made of -----------------------------------------------------------------

    def _build(self) -> None:
        inner = QWidget(self)
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, inner)
        inset(self._halves)
        self._halves.setSpacing(BREAK)
        self._halves.addWidget(self._build_shot(inner))
        self._halves.addWidget(self._build_general(inner))
        self._halves.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(inner, self))

    def _build_shot(self, parent: QWidget) -> QWidget:
        half, layout = _column(parent)
        layout.addLayout(self._build_head(half))
        self._shot_part, part = _column(half)
        self._problem = PlainLabel(self._shot_part, wordWrap=True)
        part.addWidget(self._problem)
        self.fields: dict[Prompt, PromptField] = {}
        self._add_fields(part, self._shot_part, self.fields)
        self._described = PlainLabel(half)
        self.chips = Chips("sound", self._shot_part)
        part.addWidget(self._described)
        part.addWidget(self.chips)
        part.addLayout(self._build_foot())
        layout.addWidget(self._shot_part)
        self._take = QPushButton(half)
        layout.addWidget(self._take, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        return half

    def _build_head(self, parent: QWidget) -> QHBoxLayout:
        self._picture = PlainLabel(parent)
        self._title = PlainLabel(parent, wordWrap=True)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._subtitle = PlainLabel(parent, wordWrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self._picture)
        head.addLayout(words, 1)
        return head

    def _build_foot(self) -> QHBoxLayout:
        self.mute = QCheckBox(self._shot_part)
        self.revert = QPushButton(icon("revert"), "", self._shot_part)
        self.gain = NumberField(adjusting.LOWEST_GAIN_DB, adjusting.HIGHEST_GAIN_DB, 0.5)
        foot = QHBoxLayout()
        foot.addWidget(self.mute, 1)
        foot.addWidget(self.gain)
        foot.addWidget(self.revert)
        return foot

    def _build_general(self, parent: QWidget) -> QWidget:
        half, layout = _column(parent)
        self._general_title = PlainLabel(half)
        self._general_title.setFont(self._title.font())
        self._general_note = PlainLabel(half, wordWrap=True)
        layout.addWidget(self._general_title)
        layout.addWidget(self._general_note)
        self.general: dict[Prompt, PromptField] = {}
        self._add_fields(layout, half, self.general)
        layout.addStretch(1)
        return half

    def _add_fields(
        self, layout: QVBoxLayout, parent: QWidget, fields: dict[Prompt, PromptField]
    ) -> None:
        for name in PROMPTS:
            label = PlainLabel(parent)
            field = fields[name] = PromptField(parent)
            self._labels.append((name, label))
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            field.setSizePolicy(policy)
            label.setBuddy(field)
            layout.addWidget(label)
            layout.addWidget(field)

    def _retranslate(self) -> None:
        self._described.setText(self.tr("From captions, added to the prompt"))
        self.chips.setAccessibleName(self._described.text())
        self._take.setText(self.tr("Select the shot at the playhead"))
        self.mute.setText(self.tr("No sound for this shot"))
        self.gain.setSuffix(" dB")
        self.gain.setAccessibleName(self.tr("Gain"))
        self.gain.setToolTip(self.tr("Gain of the shot's sound; in files, mix and preview"))
        self.revert.setText(self.tr("Revert"))
        self.revert.setToolTip(self.tr("Restore the prompts from when the shot was selected"))
        self._general_title.setText(self.tr("All shots"))
        self._general_note.setText(self.tr("For every shot without a prompt of its own."))
        titles = {"prompt": self.tr("Prompt"), "negative_prompt": self.tr("Negative prompt")}
        for name, label in self._labels:
            label.setText(titles[name])
            buddy = label.buddy()
            if buddy is not None:
                general = buddy is self.general[name]
                whose = self._general_title.text() if general else self.tr("Selected shots")
                buddy.setAccessibleName(f"{titles[name]}: {whose}")

    def _connect(self) -> None:
        context = self.context
        context.selection.changed.connect(self._on_selection_changed)
        context.state.settings_changed.connect(self._update_general)
        context.state.opened.connect(self._on_opened)
        context.state.closed.connect(self._on_opened)
        context.state.loaded.connect(self._on_selection_changed)
        context.state.picture_ready.connect(self._on_picture)
        context.actions["edit_line"].triggered.connect(self._on_edit)
        context.link.ended.connect(lambda _words: self.commit())
        self.edits.refused.connect(context.notices.refused)
        self.model.changed.connect(self._update_shots)
        self.mute.clicked.connect(self._on_mute_clicked)
        self.gain.decided.connect(lambda value: self.model.edit(gain_db=value))
        self.gain.unset.connect(self._update_shots)
        self.revert.clicked.connect(self._on_revert)
        self._take.clicked.connect(self._on_take)
        for name, field in self.fields.items():
            field.committed.connect(lambda text, name=name: self.model.edit(**{name: text}))
        for name, field in self.general.items():
            field.committed.connect(lambda text, name=name: self._set_general(name, text))

    # -- what a person does -------------------------------------------------------------------

    def commit(self) -> None:
        """Commit what is being typed."""
        self.gain.commit()
        for field in (*self.fields.values(), *self.general.values()):
            field.commit()

    def _set_general(self, name: Prompt, text: str) -> None:
        if text != self.context.state.settings.get(name, ""):
            self.context.link.order(
                messages.Set, values={name: text}, on_refused=self._on_general_refused
            )

    def _on_general_refused(self, fact: messages.Refused) -> None:
        self.context.notices.refused(fact)
        self._update_general()

    def _on_mute_clicked(self) -> None:
        self.mute.setTristate(False)
        self.model.edit(muted=self.mute.isChecked())

    def _on_revert(self) -> None:
        self.commit()
        self.model.revert()

    def _on_take(self) -> None:
        frame = self.context.playhead.frame
        shots = self.context.state.shots.between(frame, frame + 1)
        if shots:
            self.context.selection.select([shots[0].ref])

    def _on_edit(self) -> None:
        """F2: edit the prompt of the current shot."""
        if self.context.selection.current in self.context.state.shots:
            self.fields["prompt"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- what is shown ------------------------------------------------------------------------

    def _on_opened(self) -> None:
        self._pictures.clear()
        self._on_selection_changed()
        self._update_general()

    def _on_selection_changed(self) -> None:
        for field in self.fields.values():
            field.commit()  # what was typed belongs to the previous shots
        self.gain.commit()
        self.model.take_up(self.context.selection.refs)

    def _on_picture(self, ref: str, path: str) -> None:
        self._pictures[ref] = path
        first = self.model.first
        if first is not None and ref == first.ref:
            self._update_head()

    def _update_shots(self) -> None:
        shots = self.model.shots
        self._update_head()
        self._shot_part.setVisible(bool(shots))
        self._take.setVisible(not shots and self.context.state.is_open)
        if not shots:
            return
        for name, field in self.fields.items():
            field.show_value(self.model.common(name), self._hint_of(name))
        failed = [shot for shot in shots if shot.problem]
        self._problem.setVisible(bool(failed))
        said = (failed[0].problem, failed[0].hint) if failed else ()
        self._problem.setText(" ".join(in_window(text) for text in said if text))
        self._described.setVisible(bool(self.model.described))
        self.chips.show_words(self.model.described)
        self._update_foot(len(shots))

    def _update_foot(self, count: int) -> None:
        muted = self.model.muted
        self.mute.setTristate(muted is None)
        self.mute.setCheckState(
            Qt.CheckState.PartiallyChecked
            if muted is None
            else (Qt.CheckState.Checked if muted else Qt.CheckState.Unchecked)
        )
        one, more = self.tr("No sound for this shot"), self.tr("No sound for these shots")
        self.mute.setText(one if count == 1 else more)
        writable = not self.context.state.read_only
        self.revert.setEnabled(self.model.can_revert and writable)
        self.mute.setEnabled(writable)
        self.gain.show_value(self.model.gain_db, self.tr("several"))
        self.gain.setEnabled(writable)
        for field in (*self.fields.values(), *self.general.values()):
            field.setReadOnly(not writable)

    def _update_head(self) -> None:
        shots = self.model.shots
        names = ", ".join(shot.name for shot in itertools.islice(shots, _MAX_NAMES))
        more = len(shots) - _MAX_NAMES
        if more > 0:
            names = self.tr("%s and %n more", "", more) % names
        self._title.setText(names or self.tr("No shot selected"))
        self._subtitle.setText(self._where() if shots else self._what_to_do())
        first = self.model.first
        path = self._pictures.get(first.ref, "") if first is not None else ""
        picture = QPixmap(path) if path else QPixmap()
        self._picture.setPixmap(picture.scaledToHeight(
            self.fontMetrics().height() * 3, Qt.TransformationMode.SmoothTransformation
        ) if not picture.isNull() else picture)  # fmt: skip
        self._picture.setVisible(not picture.isNull())

    def _where(self) -> str:
        shot, state, count = self.model.first, self.context.state, len(self.model.shots)
        if shot is None or count > 1:
            return self.tr("%n shot(s)", "", count)
        start, end = shot.start, shot.start + shot.frames
        return f"{shot.index} · {state.timecode(start)} – {state.timecode(end)}"

    def _what_to_do(self) -> str:
        if self.context.state.is_open:
            return self.tr("Select shots in the timeline to describe their sound.")
        return self.tr("Open a timeline to describe the sound of its shots.")

    def _hint_of(self, name: Prompt) -> str:
        general = str(self.context.state.settings.get(name, "") or "")
        if general:
            return self.tr("Same as all shots: %s") % general
        return (
            self.tr("What should be heard")
            if name == "prompt"
            else self.tr("What should not be heard")
        )

    def _update_general(self) -> None:
        settings = self.context.state.settings
        for name, field in self.general.items():
            hint = self.tr("What should be heard")
            if name == "negative_prompt":
                hint = self.tr("What should not be heard")
            field.show_value(str(settings.get(name, "") or ""), hint)
            field.setEnabled(self.context.state.is_open)
        for name, field in self.fields.items():
            field.show_value(self.model.common(name), self._hint_of(name))
        self._colour()

    def _colour(self) -> None:
        """Set the colour of notes from the palette."""
        colours = colours_for(self.palette())
        for label, colour in (
            (self._subtitle, colours.text_faint),
            (self._general_note, colours.text_faint),
            (self._described, colours.text_faint),
            (self._problem, colours.failed),
        ):
            palette = label.palette()
            palette.setColor(label.foregroundRole(), colour)
            label.setPalette(palette)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= self.fontMetrics().averageCharWidth() * _WIDE
        direction = QBoxLayout.Direction
        self._halves.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        for half, stretch in enumerate((1, 1, 0) if wide else (0, 0, 1)):
            self._halves.setStretch(half, stretch)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_general_note"):
            self._colour()
            self.revert.setIcon(icon("revert"))
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_general_note"):
            self._retranslate()
            self._update_shots()
            self._update_general()


def _column(parent: QWidget) -> tuple[QWidget, QVBoxLayout]:
    widget = QWidget(parent)
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(STEP)
    return widget, layout
