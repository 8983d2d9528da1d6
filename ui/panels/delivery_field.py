"""The choice of how lines are said: whispered, softly, shouted, as far as the engine has it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from ..theme.plain_text import visible


class DeliveryField(QComboBox):
    """Its data: a delivery, "" for the usual one, None for what the captions say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def show_delivery(
        self, wanted: str | None, agreed: bool, captions: Sequence[str], offered: Sequence[str]
    ) -> None:
        """Show what is decided of lines; `captions` are the deliveries that theirs say.

        `agreed`: whether all lines have `wanted` decided. What the engine does not offer is
        shown where it was decided already.
        """
        ways = [*offered]
        if agreed and wanted and wanted not in ways:
            ways.append(wanted)
        said = {self._told(way) for way in captions}
        as_said = self.tr("As captions say")
        self.clear()
        self.setPlaceholderText(self.tr("several"))
        self.addItem(f"{as_said}: {said.pop()}" if len(said) == 1 else as_said, None)
        self.addItem(self._told(""), "")
        for way in ways:
            self.addItem(self._told(way), way)
        values = [None, "", *ways]
        self.setCurrentIndex(values.index(wanted) if agreed else -1)

    def _told(self, delivery: str) -> str:
        """A delivery in words."""
        return {
            "": self.tr("as usual"),
            "whisper": self.tr("whispered"),
            "soft": self.tr("softly"),
            "shout": self.tr("shouted"),
            "laugh": self.tr("laughing"),
            "cry": self.tr("crying"),
        }.get(delivery) or visible(delivery)
