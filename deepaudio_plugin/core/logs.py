"""Log files of our processes: one for each kind, rotating, in the user's log folder.

    cli.log       commands
    panel.log     the window, on its own or inside an editing program
    backend.log   the window's backend
    worker.log    the worker

The last two hold what those processes write to standard error; who started one keeps it.
What a line says is logged at debug level only, and secrets at none.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal, get_args

from deepaudio_plugin.core.foreign_text import one_line, visible

LogName = Literal["cli", "panel", "backend", "worker"]
LOG_NAMES: tuple[LogName, ...] = get_args(LogName)

LEVEL_VARIABLE = "DEEPAUDIO_LOG_LEVEL"
"""`debug` has every process write down more."""

MAX_BYTES = 1 << 20
BACKUPS = 2  # besides the current file: three files in all

_PACKAGES = ("deepaudio", "deepaudio_plugin", "deepaudio_ui")
_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"

_handlers: list[logging.Handler] = []


def log_path(name: LogName) -> Path:
    """Where the log of a kind of process is."""
    import platformdirs

    return platformdirs.user_log_path("deepaudio") / f"{name}.log"


def start_log(name: LogName, verbosity: int = 0) -> Path:
    """Have what our packages log written to a file, and with a verbosity shown on stderr too.

    Only our own loggers are touched: inside an editing program the others belong to it.
    Called again, it replaces what was set up before. Returns the file's path.
    """
    path = log_path(name)
    level = logging.DEBUG if verbosity > 1 else _level()
    handlers = [open_log(path)]
    if verbosity > 0:
        handlers.append(_Terminal())
    for handler in handlers:
        handler.setFormatter(_Formatter(_FORMAT))
    if verbosity == 1:
        handlers[-1].setFormatter(_Formatter("%(message)s"))
        handlers[-1].setLevel(logging.INFO)
    for package in _PACKAGES:
        logger = logging.getLogger(package)
        for old in _handlers:
            logger.removeHandler(old)
        for handler in handlers:
            logger.addHandler(handler)
        logger.setLevel(level)
    for old in _handlers:
        old.close()
    _handlers[:] = handlers
    return path


def ensure_log(name: LogName) -> None:
    """`start_log`, unless this process has a log already."""
    if not _handlers:
        start_log(name)


def log_to_stderr() -> None:
    """Have this process log to standard error, which whoever started it keeps in its log."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(_FORMAT))
    logging.basicConfig(handlers=[handler], level=_level())


def open_log(path: Path) -> logging.Handler:
    """A rotating file, made with its first record. One that cannot be written stops nothing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _LogFile(
            path,
            maxBytes=MAX_BYTES,
            backupCount=BACKUPS,
            encoding="utf-8",
            errors="replace",
            delay=True,
        )
        handler.setFormatter(_Formatter())
        return handler
    except OSError:
        return logging.NullHandler()


def passed_on_level() -> dict[str, str]:
    """What a process started from here needs in its environment to log as much as this one."""
    is_debug = logging.getLogger(_PACKAGES[0]).isEnabledFor(logging.DEBUG)
    return {LEVEL_VARIABLE: "debug"} if is_debug else {}


def _level() -> int:
    return logging.DEBUG if os.environ.get(LEVEL_VARIABLE) == "debug" else logging.INFO


class _Formatter(logging.Formatter):
    """Logs are read in terminals: what files and engines say does not act there."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """In one line, so that nobody else begins one; a traceback below it has several."""
        return one_line(super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        return visible(super().format(record))


class _LogFile(RotatingFileHandler):
    """A full disk, or another process that holds the file on Windows, disturbs no work."""

    def doRollover(self) -> None:  # noqa: N802 - logging's name
        """A file that cannot be renamed now grows until it can."""
        try:
            super().doRollover()
        except OSError:
            with contextlib.suppress(OSError):
                self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Nobody is told about a line that cannot be kept."""


class _Terminal(logging.Handler):
    """Standard error as it is at each record: a progress display may stand before it."""

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            print(self.format(record), file=sys.stderr, flush=True)
