"""Shows files where people look for them: in the system's file manager."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def reveal(path: str | Path) -> None:
    """Open the folder of a file; on macOS and Windows the file is selected there."""
    place = Path(path)
    if sys.platform == "darwin" and QProcess.startDetached("open", ["-R", str(place)]):
        return
    if sys.platform == "win32" and QProcess.startDetached("explorer", [f"/select,{place}"]):
        return
    folder = place if place.is_dir() else place.parent
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
