"""Uncaught errors of the interface: logged, and shown with the path of the log."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from deepaudio_plugin.core.faults import Fault, listen, watch_faults
from deepaudio_plugin.core.logs import ensure_log, log_path

from ..state.notices import Notices


class FaultReporter(QObject):
    """Shows each uncaught error of ours in this process, never those of the host.

    `save` keeps unfinished input. It is called in the GUI thread after the failed call has
    returned, whichever thread the error was in.
    """

    _happened = Signal(object)

    def __init__(self, notices: Notices, save: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._notices = notices
        self._save = save
        self._happened.connect(self._report, Qt.ConnectionType.QueuedConnection)
        ensure_log("panel")  # a host may not have started any
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
