"""A table model whose rows have keys; it follows a list of keys with few row changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex

Index = QModelIndex | QPersistentModelIndex

_MAX_RUNS = 64
"""Most runs that are inserted one by one; with more the model is reset."""

NOWHERE = QModelIndex()


class KeyedRows(QAbstractTableModel):
    """Rows by key, in an order that may change. Subclasses define what a row shows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: list[str] = []
        self._rows: dict[str, int] = {}

    @property
    def keys(self) -> Sequence[str]:
        """The key of every row. Do not change the list."""
        return self._keys

    def key_at(self, row: int) -> str:
        """The key of a row; "" if there is none."""
        return self._keys[row] if 0 <= row < len(self._keys) else ""

    def row_of(self, key: str) -> int:
        """The row of a key; -1 if there is none."""
        return self._rows.get(key, -1)

    def has_all(self, keys: set[str]) -> bool:
        """Whether each of `keys` has a row."""
        return self._rows.keys() >= keys

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Rows; an item of a table has none below it."""
        return 0 if parent.isValid() else len(self._keys)

    def notify_changed(self, keys: Iterable[str]) -> None:
        """Emit `dataChanged` for the rows of `keys`."""
        rows = sorted(self._rows[key] for key in set(keys) if key in self._rows)
        for first, last in _runs(rows):
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    def _reset(self, keys: Sequence[str] = ()) -> None:
        self.beginResetModel()
        self._keys = list(keys)
        self._number()
        self.endResetModel()

    def _follow(self, wanted: list[str]) -> None:
        """Change the rows to exactly `wanted`, in its order."""
        if wanted == self._keys:
            return
        self._remove(set(self._keys) - set(wanted))
        present = set(self._keys)
        self._reorder([key for key in wanted if key in present])
        gaps = _runs([n for n, key in enumerate(wanted) if key not in present])
        if len(gaps) > _MAX_RUNS:
            self._reset(wanted)
            return
        for first, last in gaps:
            self.beginInsertRows(QModelIndex(), first, last)
            self._keys[first:first] = wanted[first : last + 1]
            self._number()
            self.endInsertRows()

    def _remove(self, gone: set[str]) -> None:
        runs = _runs(sorted(self._rows[key] for key in gone))
        if len(runs) > _MAX_RUNS:
            self._reset([key for key in self._keys if key not in gone])
            return
        for first, last in reversed(runs):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._keys[first : last + 1]
            self._number()
            self.endRemoveRows()

    def _reorder(self, wanted: list[str]) -> None:
        """Reorder the rows; selection and editors move with them."""
        if wanted == self._keys:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [self._keys[index.row()] for index in before]
        self._keys = wanted
        self._number()
        after = [
            self.index(self._rows[key], index.column())
            for key, index in zip(keys, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _number(self) -> None:
        self._rows = {key: row for row, key in enumerate(self._keys)}


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each run of neighbours in ascending `numbers`."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
