"""Maps exceptions to terminal events."""

from __future__ import annotations

import contextlib
import errno
import logging
from collections.abc import Callable, Iterator

from deepaudio.engines.base import RequestCancelled
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import (
    DeepAudioError,
    DiskFullError,
    JobError,
    MediaError,
    MediaMissingError,
    OutOfMemoryError,
    OutputError,
    ProtocolError,
)
from deepaudio_plugin.core.protocol import Cancelled, Failed, RenderRequest, Terminal, peek

_log = logging.getLogger(__name__)

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_NO_ACCESS = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EISDIR, errno.ENOTDIR}


def terminal_event(task: Task, work: Callable[[Task], Terminal]) -> Terminal:
    """The result of the work, or what became of it. Never raises."""
    try:
        task.begin()
        return work(task)
    except RequestCancelled:
        return Cancelled(task.id)
    except BaseException as error:  # a worker outlives every request
        where = task.request.where if isinstance(task.request, RenderRequest) else ""
        return failed(task.id, error, where)


def failed(request_id: str, error: BaseException, where: str = "") -> Failed:
    """The event that tells of an error; its traceback goes to the log only."""
    known = as_known(error)
    if known is not error:
        _log.error("request %s failed", request_id, exc_info=error)
    return Failed(
        id=request_id,
        code=known.code,
        message=known.message,
        hint=known.hint,
        where=known.where or where,
        retryable=isinstance(known, OutOfMemoryError),
    )


@contextlib.contextmanager
def known_errors() -> Iterator[None]:
    """Let only known errors pass, so that writing code does not take them for its own."""
    try:
        yield
    except OSError as error:
        raise as_known(error) from error


def as_known(error: BaseException) -> DeepAudioError:
    """Any exception as one of the errors a user can meet."""
    if isinstance(error, DeepAudioError):
        return error
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return OutOfMemoryError(
            "not enough memory for this job",
            hint="Close other programs, or set a smaller number of parallel jobs.",
        )
    if isinstance(error, OSError):
        return _from_system(error)
    if type(error).__module__.startswith("av."):
        return MediaError(
            f"the media cannot be decoded: {_one_line(error)}",
            hint="Check that the file plays; replace it if it is damaged.",
        )
    return JobError(
        f"something went wrong that was not foreseen: {_one_line(error)}",
        hint="The worker's log has the details; `deepaudio doctor` says where it is.",
    )


def protocol_failure(line: bytes, error: ProtocolError) -> Failed:
    """The answer to a line that is no request, with the line's id if it has one."""
    _log.warning("refused a line of %d bytes: %s", len(line), error.message)
    return failed(peek(line, "id"), error)


def _from_system(error: OSError) -> DeepAudioError:
    where = str(error.filename or "")
    reason = error.strerror or _one_line(error)
    if error.errno in _NO_SPACE:
        return DiskFullError(
            "no space is left on the disk",
            where=where,
            hint="Free some space or choose another folder, then run the same command again.",
        )
    if error.errno == errno.ENOENT:
        return MediaMissingError(
            "no such file", where=where, hint="Relink the clip or give --media-root."
        )
    if error.errno in _NO_ACCESS:
        return OutputError(
            reason, where=where, hint="Check that the file or folder may be read and written."
        )
    return MediaError(reason, where=where, hint="Check the file and the disk it is on.")


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
