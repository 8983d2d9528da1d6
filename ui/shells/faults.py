"""Faults of the interface: into the log, and told to the person with where the log is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from deepaudio_plugin.core.faults import Fault, listen, watch_faults
from deepaudio_plugin.core.logs import ensure_log, log_path

from ..state.notices import Notices


class FaultReporter(QObject):
    """Tells of every fault of ours in this process, a host's own among them never.

    `save` keeps what a person has not finished. It is called when the fault's own call is
    over, in the interface's thread, whichever thread the fault was in.
    """

    _happened = Signal(object)

    def __init__(self, notices: Notices, save: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._notices = notices
        self._save = save
        self._happened.connect(self._report, Qt.ConnectionType.QueuedConnection)
        ensure_log("panel")  # a host has started none
        watch_faults(everything=False)
        stop = listen(self._receive)
        self.destroyed.connect(lambda _gone: stop())

    def _receive(self, fault: Fault) -> None:
        with contextlib.suppress(RuntimeError):  # the panel has been deleted meanwhile
            self._happened.emit(fault)

    def _report(self, fault: Fault) -> None:
        self._notices.error(
            self.tr("An error in DeepAudio: {}").format(fault.summary),
            self.tr("What you entered is kept. The log has the details: {}").format(
                log_path("panel")
            ),
            fault.details,
        )
        self._save()
