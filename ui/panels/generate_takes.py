"""How many takes are made of each line and shot, whether they are checked, and which plays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QFormLayout, QSpinBox

from deepaudio_plugin.core import options

from ..theme.plain_text import PlainLabel
from .engine_fields import Changed


class TakeFields:
    """The rows of takes: their number, whether they are checked, and which of them plays."""

    def __init__(self, form: QFormLayout, changed: Changed, alone: Callable[[], None]) -> None:
        """`changed` is told a setting and its value; `alone` that nothing can be picked."""
        self._changed, self._alone = changed, alone
        parent = form.parentWidget()  # of one window from the start: Tab goes by that order
        self.takes = QSpinBox(parent)
        self.check, self.pick = QCheckBox(parent), QCheckBox(parent)
        self.retries = QSpinBox(parent)
        self.takes.setRange(1, options.MAX_TAKES)
        self.retries.setRange(0, options.MAX_RETRIES)
        self._labels = {}
        for name, field in (
            ("takes", self.takes), ("check", self.check), ("pick", self.pick),
            ("retries", self.retries),
        ):  # fmt: skip
            label = self._labels[name] = PlainLabel(parent)
            label.setBuddy(field)
            form.addRow(label, field)
        for spin, name in ((self.takes, "takes"), (self.retries, "retries")):
            spin.editingFinished.connect(lambda spin=spin, name=name: changed(name, spin.value()))
        self.check.clicked.connect(lambda on: changed("check", on))
        self.pick.clicked.connect(self._on_pick)

    def _on_pick(self, on: bool) -> None:
        self._changed("pick", options.PICK_BEST if on else "")
        if on and self.takes.value() < 2:
            self._alone()

    def show(self, settings: Mapping[str, Any]) -> None:
        """The fields as they are set."""
        takes, retries = settings.get("takes"), settings.get("retries")
        self.takes.setValue(1 if takes is None else int(takes))
        self.retries.setValue(options.DEFAULT_RETRIES if retries is None else int(retries))
        self.check.setChecked(settings.get("check") is not False)
        self.pick.setChecked(settings.get("pick") == options.PICK_BEST)
        for field in (self.pick, self.retries):  # both go by what checking finds
            field.setEnabled(self.check.isChecked())

    def retranslate(self) -> None:
        """Texts in the language of the window."""
        translate = QCoreApplication.translate
        for name, title in (
            ("takes", translate("GeneratePanel", "Takes of each")),
            ("check", translate("GeneratePanel", "Finished takes")),
            ("pick", ""),
            ("retries", translate("GeneratePanel", "More tries if bad")),
        ):
            self._labels[name].setText(title)
        self.takes.setAccessibleName(self._labels["takes"].text())
        self.retries.setAccessibleName(self._labels["retries"].text())
        self.takes.setToolTip(
            translate("GeneratePanel", "How many takes are generated for each line and shot.")
        )
        self.retries.setPrefix(translate("GeneratePanel", "up to "))
        self.retries.setSpecialValueText(translate("GeneratePanel", "none"))
        self.retries.setToolTip(
            translate(
                "GeneratePanel",
                "How often a take that checking finds bad is made again, with another seed. The "
                "better take plays, unless you have chosen one.",
            )
        )
        self.check.setText(translate("GeneratePanel", "Check them"))
        self.check.setToolTip(
            translate(
                "GeneratePanel",
                "Words, voice, place and sound of each take; what is amiss stands beside it.",
            )
        )
        self.pick.setText(translate("GeneratePanel", "The best of several plays"))
        self.pick.setToolTip(
            translate(
                "GeneratePanel",
                "Of several takes that were checked; one that you have chosen stays. What has a "
                "good take gets no further one.",
            )
        )
