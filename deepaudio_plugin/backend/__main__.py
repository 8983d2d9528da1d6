"""`python -m deepaudio_plugin.backend`: the backend process, speaking on its pipes."""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from typing import TYPE_CHECKING

from deepaudio_plugin.core.ipc.channel import take_over_standard_streams

if TYPE_CHECKING:
    from deepaudio_plugin.backend.server import BackendServer

_LAST_S = 8.0
"""What may be kept of a session takes no longer; a hanging disk must not keep the process."""


def main() -> None:
    """Serve until standard input ends, then keep what was decided and end the worker."""
    channel = take_over_standard_streams()  # before anything that may print is imported
    from deepaudio_plugin.backend.server import BackendServer
    from deepaudio_plugin.core.logs import log_to_stderr

    log_to_stderr()
    warnings.simplefilter("ignore")  # a library's advice to programmers is not for editors
    server = BackendServer(channel)
    signal.signal(signal.SIGTERM, lambda _signal, _frame: server.leave())
    threading.Thread(target=_read, args=(server,), name="orders", daemon=True).start()
    server.serve()
    sys.stderr.flush()
    os._exit(0)  # a thread deep in something must not keep the process alive


def _read(server: BackendServer) -> None:
    server.read()
    last = threading.Timer(_LAST_S, os._exit, (1,))
    last.daemon = True
    last.start()


if __name__ == "__main__":
    main()
