"""The About dialog: versions and licences."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from deepaudio_plugin import __version__

from ..panel_context import PanelContext
from ..theme.plain_text import plain_box


def show_about(context: PanelContext, parent: QWidget) -> None:
    """Show the About dialog."""
    engine = context.state.engine
    words = [
        QCoreApplication.translate(
            "About",
            "Generated speech and sound for film editors, written back as new timeline tracks.",
        ),
        QCoreApplication.translate("About", "Engine: {}").format(
            engine.title if engine else QCoreApplication.translate("About", "none yet")
        ),
        QCoreApplication.translate(
            "About",
            "This program: Apache-2.0. The weights of DeepAudio-V1 and F5-TTS: CC-BY-NC-4.0, "
            "not for commercial use.",
        ),
    ]
    plain_box(f"DeepAudio for editors {__version__}", "\n\n".join(words), parent).open()
