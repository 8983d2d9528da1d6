"""Fields for the settings that an engine declares: one row of a form for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from deepaudio_plugin.core.engine_info import EngineSetting

from ..state.backend_words import in_window
from ..theme.plain_text import PlainLabel, plain, visible

_CONTEXT = "GeneratePanel"
_KNOWN = (
    QT_TRANSLATE_NOOP("GeneratePanel", "Sketch: temp sound, at once"),
    QT_TRANSLATE_NOOP("GeneratePanel", "DeepAudio-V1: the model"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Pace"),
    QT_TRANSLATE_NOOP(
        "GeneratePanel", "Of the voice's own. A line that does not fit so is said as it fits."
    ),
    QT_TRANSLATE_NOOP("GeneratePanel", "Variant"),
    QT_TRANSLATE_NOOP("GeneratePanel", "What suits this machine"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Quality"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Final: as published"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Draft: much faster"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Steps"),
    QT_TRANSLATE_NOOP("GeneratePanel", "by quality"),
    QT_TRANSLATE_NOOP("GeneratePanel", "More steps: finer, and slower."),
    QT_TRANSLATE_NOOP("GeneratePanel", "Prompt strength"),
    QT_TRANSLATE_NOOP("GeneratePanel", "as published"),
    QT_TRANSLATE_NOOP("GeneratePanel", "How closely the sound keeps to the prompt."),
    QT_TRANSLATE_NOOP("GeneratePanel", "Fusion"),
    QT_TRANSLATE_NOOP("GeneratePanel", "As published: loudness"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Trained: all evidence"),
    QT_TRANSLATE_NOOP("GeneratePanel", "What the variant has"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Picture strength"),
    QT_TRANSLATE_NOOP("GeneratePanel", "as usual"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Arithmetic"),
    QT_TRANSLATE_NOOP("GeneratePanel", "As in the published program"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Speed-up"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Where it works"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Off"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Compiled"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Faster, after a slow start"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Batches"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Waiting takes in one pass"),
    QT_TRANSLATE_NOOP("GeneratePanel", "Memory"),
    QT_TRANSLATE_NOOP("GeneratePanel", "As little GPU memory as possible"),
)
"""Texts of engines for which there are translations; others are shown as they are declared."""

_MAX_INT = 2**31 - 1

Changed = Callable[[str, Any], None]
"""Is told the name of a setting and its new value; None leaves it to the engine."""


def in_words(text: str) -> str:
    """A text of an engine in the person's language, where it is known."""
    return visible(QCoreApplication.translate(_CONTEXT, in_window(text)))


class EngineFields:
    """The rows of one engine's settings, from row `first` of a form on."""

    def __init__(self, form: QFormLayout, first: int, changed: Changed) -> None:
        self._form = form
        self._first = first
        self._changed = changed
        self._shown: tuple[EngineSetting, ...] = ()
        self._language: tuple[str, ...] = ()
        self._fields: dict[str, QWidget] = {}
        self._filling = False

    def show(self, settings: tuple[EngineSetting, ...], values: Mapping[str, Any]) -> bool:
        """Rows for these settings with their values; whether the rows are others than before."""
        language = tuple(in_words(str(text)) for text in _KNOWN)
        anew = (settings, language) != (self._shown, self._language)
        self._filling = True
        try:
            if anew:
                self._build(settings)
                self._shown, self._language = settings, language
            for setting in settings:
                _fill(self._fields[setting.name], setting, values.get(setting.name))
        finally:
            self._filling = False
        return anew

    def _build(self, settings: tuple[EngineSetting, ...]) -> None:
        for _ in self._fields:
            self._form.removeRow(self._first)
        self._fields = {}
        for row, setting in enumerate(settings, start=self._first):
            field = _field(setting, partial(self._on_changed, setting.name))
            title = in_words(setting.title)
            field.setAccessibleName(title)
            field.setToolTip(plain(in_words(setting.help)))
            label = PlainLabel()
            label.setText(title)
            label.setBuddy(field)
            self._form.insertRow(row, label, field)
            self._fields[setting.name] = field

    def _on_changed(self, name: str, value: Any) -> None:
        if not self._filling:
            self._changed(name, value)


def _field(setting: EngineSetting, changed: Callable[[Any], None]) -> QWidget:
    """A field that tells the setting's value whenever a person changes it."""
    if setting.kind == "choice":
        return _combo(setting, changed)
    if setting.kind == "switch":
        box = QCheckBox(in_words(setting.caption))
        box.toggled.connect(changed)
        return box
    if setting.kind == "text":
        line = QLineEdit()
        line.setPlaceholderText(in_words(setting.unset))
        line.editingFinished.connect(lambda: changed(line.text() or None))
        return line
    return _spin(setting, changed)


def _combo(setting: EngineSetting, changed: Callable[[Any], None]) -> QComboBox:
    combo = QComboBox()
    if setting.default is None:
        combo.addItem(in_words(setting.unset), None)
    for choice in setting.choices:
        combo.addItem(in_words(choice.title or choice.value), choice.value)
    combo.activated.connect(lambda _index: changed(combo.currentData()))
    return combo


def _spin(setting: EngineSetting, changed: Callable[[Any], None]) -> QSpinBox | QDoubleSpinBox:
    """A number; where it may be left to the engine, the step below the lowest means that."""
    low = -_MAX_INT if setting.minimum is None else setting.minimum
    high = _MAX_INT if setting.maximum is None else setting.maximum
    step = setting.step or (1 if setting.kind == "integer" else 0.1)
    unset = setting.default is None
    spin: QSpinBox | QDoubleSpinBox
    if setting.kind == "integer":
        spin = QSpinBox()
        spin.setRange(max(-_MAX_INT, round(low - step * unset)), round(high))
        spin.setSingleStep(round(step))
    else:
        spin = QDoubleSpinBox()
        spin.setRange(low - step * unset, high)
        spin.setSingleStep(step)
    if unset:
        spin.setSpecialValueText(in_words(setting.unset) or "–")

    def tell() -> None:
        left = unset and spin.value() <= spin.minimum()
        changed(None if left else spin.value())

    spin.editingFinished.connect(tell)
    return spin


def _fill(field: QWidget, setting: EngineSetting, value: Any) -> None:
    value = setting.default if value is None else value
    if isinstance(field, QComboBox):
        field.setCurrentIndex(max(0, field.findData(value)))
    elif isinstance(field, QCheckBox):
        field.setChecked(bool(value))
    elif isinstance(field, QLineEdit):
        field.setText("" if value is None else str(value))
    elif isinstance(field, QSpinBox):
        field.setValue(field.minimum() if value is None else int(value))
    elif isinstance(field, QDoubleSpinBox):
        field.setValue(field.minimum() if value is None else float(value))
