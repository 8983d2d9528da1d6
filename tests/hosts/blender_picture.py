"""Draws the README's picture of Blender: `python -m tests.hosts.blender_picture`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.hosts.test_blender_window import press_the_buttons

PICTURE = Path(__file__).parents[2] / "resources" / "pictures" / "blender.png"
_WIDTH, _STATUS_BAR = 1280, 26  # pixels


def main() -> None:
    """Take the picture, without the status bar, in the width of a page."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    with tempfile.TemporaryDirectory() as folder:
        os.environ["DEEPAUDIO_LIBRARY"] = f"{folder}/takes"
        taken = Path(folder, "window.png")
        press_the_buttons(Path(folder), taken)
        image = QImage(str(taken))
    image = image.copy(0, 0, image.width(), image.height() - _STATUS_BAR)
    smooth = Qt.TransformationMode.SmoothTransformation
    if not image.scaledToWidth(_WIDTH, smooth).save(str(PICTURE)):
        raise SystemExit("Blender took no picture")
    print(PICTURE)


if __name__ == "__main__":
    main()
