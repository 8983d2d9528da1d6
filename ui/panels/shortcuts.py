"""The sheet of keyboard shortcuts, on which keys are chosen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..actions import COMMANDS, Actions
from ..keymap import PRESETS, Keymap
from ..theme.metrics import STEP, inset
from ..theme.plain_text import PlainLabel, plain

_NAME = Qt.ItemDataRole.UserRole


class ShortcutSheet(QDialog):
    """Every command by group with its keys; a preset, and a field for a key of one's own."""

    def __init__(self, actions: Actions, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions, self._keymap = actions, keymap
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.preset = QComboBox(self)
        self.preset.addItems(list(PRESETS))
        self.preset.setAccessibleName(self.tr("Keys as in"))
        self.preset.setCurrentText(keymap.preset)
        self.table = QTreeWidget(self)
        self.key = QKeySequenceEdit(self)
        self.set_key = QPushButton(self.tr("Use this key"), self)
        self.reset_key = QPushButton(self.tr("Preset's key"), self)
        self.told = PlainLabel(self)
        self._build()
        self._fill()
        self.preset.textActivated.connect(self._on_preset)
        self.table.currentItemChanged.connect(lambda *_: self._on_current())
        self.set_key.clicked.connect(self._on_set)
        self.reset_key.clicked.connect(self._on_reset)

    def _build(self) -> None:
        table = self.table
        table.setColumnCount(2)
        table.setHeaderLabels([self.tr("Command"), self.tr("Key")])
        table.setAccessibleName(self.windowTitle())
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        table.header().setStretchLastSection(False)
        self.key.setAccessibleName(self.tr("Key"))
        self.told.setWordWrap(True)
        above, below = QHBoxLayout(), QHBoxLayout()
        label = PlainLabel(self)
        label.setText(self.tr("Keys as in"))
        label.setBuddy(self.preset)
        above.addWidget(label)
        above.addWidget(self.preset, 1)
        for part in (self.key, self.set_key, self.reset_key):
            below.addWidget(part)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        inset(layout)
        layout.setSpacing(2 * STEP)
        layout.addLayout(above)
        layout.addWidget(table, 1)
        layout.addLayout(below)
        layout.addWidget(self.told)
        layout.addWidget(buttons)
        self.resize(self._wide_enough(), self.fontMetrics().height() * 36)

    def _wide_enough(self) -> int:
        """The width that shows every command's name, its keys and the scroll bar."""
        wide = self.table.fontMetrics().horizontalAdvance
        names = max(wide(self._actions[command.name].text()) for command in COMMANDS)
        keys = max(wide(keys_in_words(self._actions, command.name)) for command in COMMANDS)
        around = 2 * self.table.indentation() + self.table.verticalScrollBar().sizeHint().width()
        return names + keys + around + 8 * STEP

    def _fill(self) -> None:
        current = self.current
        self.table.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for command in COMMANDS:
            group = groups.get(command.group)
            if group is None:
                title = QCoreApplication.translate("Actions", command.group)
                group = groups[command.group] = QTreeWidgetItem(self.table, [title])
                group.setFirstColumnSpanned(True)
                group.setExpanded(True)
            name = self._actions[command.name].text().rstrip("…")
            row = QTreeWidgetItem(group, [plain(name), keys_in_words(self._actions, command.name)])
            row.setData(0, _NAME, command.name)
            if self._keymap.is_own(command.name):
                font = row.font(1)
                font.setBold(True)
                row.setFont(1, font)
            if command.name == current:
                self.table.setCurrentItem(row)
        self._on_current()

    @property
    def current(self) -> str:
        """The command whose key is shown below."""
        item = self.table.currentItem()
        return str(item.data(0, _NAME) or "") if item is not None else ""

    def _on_current(self) -> None:
        there = bool(self.current)
        keys = self._actions[self.current].shortcuts() if there else []
        self.key.setKeySequence(keys[0] if keys else QKeySequence())
        for part in (self.key, self.set_key):
            part.setEnabled(there)
        self.reset_key.setEnabled(there and self._keymap.is_own(self.current))
        self.told.setText("")

    def _on_preset(self, name: str) -> None:
        self._keymap.choose(name)
        self._fill()

    def _on_set(self) -> None:
        key = self.key.keySequence().toString()
        other = self._keymap.set(self.current, key)
        if not other:
            self._fill()
            return
        name = self._actions[other].text().rstrip("…")
        self.told.setText(self.tr("This key belongs to: {}").format(name))

    def _on_reset(self) -> None:
        self._keymap.reset(self.current)
        self._fill()


def keys_in_words(actions: Actions, name: str) -> str:
    """The keys of a command, as the system calls them."""
    shown = QKeySequence.SequenceFormat.NativeText
    return ", ".join(key.toString(shown) for key in actions[name].shortcuts())
