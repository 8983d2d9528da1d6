"""What is to be done in a host, in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.hosts import registry

BRING_IN = (
    QT_TRANSLATE_NOOP(
        "Hosts",
        "In Media Composer import this file into a bin; the new tracks are in its sequence.",
    ),
    QT_TRANSLATE_NOOP("Hosts", "In Blender's Video Sequencer, tab DeepAudio, bring the tracks in."),
    QT_TRANSLATE_NOOP(
        "Hosts",
        "In Kdenlive choose File ▸ OpenTimelineIO Import and this file; it opens as a new project.",
    ),
    QT_TRANSLATE_NOOP("Hosts", "In Nuke Studio or Hiero choose DeepAudio ▸ Bring tracks in."),
    QT_TRANSLATE_NOOP("Hosts", "In RV choose Tools ▸ DeepAudio ▸ Bring tracks in."),
    QT_TRANSLATE_NOOP(
        "Hosts", "In Premiere choose File ▸ Import and this file; it comes as a new sequence."
    ),
    QT_TRANSLATE_NOOP(
        "Hosts",
        "In Resolve Studio choose Workspace ▸ Scripts ▸ DeepAudio ▸ Bring tracks in; in the free "
        "edition File ▸ Import ▸ Timeline and this file.",
    ),
)
"""The texts of our hosts' descriptions, for translators; the descriptions themselves count."""


def bring_in(dialect: str) -> str:
    """What to do in a host with a timeline that was written for it; "" where nothing is known."""
    try:
        words = registry.target(dialect).bring_in
    except UsageError:  # of a package that is gone
        return ""
    return QCoreApplication.translate("Hosts", words) if words else ""
