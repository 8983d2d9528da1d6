"""What sound servers and decoders say to a terminal, which nobody who edits a film can use."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qFormatLogMessage, qInstallMessageHandler

_CHATTER = ("qt.multimedia", "PulseAudioService:", "pa_context")


def keep_chatter_off() -> None:
    """Print Qt's messages as before, but none of its sound and film. For a process of our own."""
    qInstallMessageHandler(_print)


def is_chatter(category: str, message: str) -> bool:
    """Whether a message is of sound or film."""
    return category.startswith(_CHATTER) or message.startswith(_CHATTER)


def _print(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if not is_chatter(context.category or "", message):
        print(qFormatLogMessage(kind, context, message), file=sys.stderr)
