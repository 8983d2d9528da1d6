"""Temporary files of ours that a killed process has left behind, and who may remove them.

A name says which process writes there: the machine, the process and a number. What a process
of this machine wrote that does not run any more is litter; of other machines nothing is known,
so that theirs is litter only after a day.
"""

from __future__ import annotations

import functools
import itertools
import os
import re
import shutil
import sys
import time
import zlib
from contextlib import suppress
from pathlib import Path

DAY_S = 86_400.0

_NAME = re.compile(r"\.deepaudio-(?:([0-9a-f]{8})-)?(\d{1,10})-\d+\.part(?:\.\w{1,8})?")
_OLD = re.compile(r"\.deepaudio-(?:([0-9a-f]{8})-)?(\d{1,10})-\d+\.([0-9a-f]{8})\.old")
_FOLDER = re.compile(r"(?:([0-9a-f]{8})-)?(\d{1,10})-\w+")
_numbers = itertools.count(1)


def temp_name(ending: str = "") -> str:
    """A name that no other process uses; `ending`, such as ".mp4", for what goes by it."""
    return f".deepaudio-{owner_mark()}-{next(_numbers)}.part{ending}"


def old_name(target: Path) -> str:
    """A name for the folder at `target` while another one takes its place: see `put_back`."""
    return f".deepaudio-{owner_mark()}-{next(_numbers)}.{_crc(target.name)}.old"


def put_back(target: Path) -> None:
    """Where a process was killed while a folder took the place of another, have one there.

    The old one, where there is none; else the old one goes. Raises nothing.
    """
    with suppress(OSError):
        for path in target.parent.glob(".deepaudio-*.old"):
            found = _OLD.fullmatch(path.name)
            if found is None or found[3] != _crc(target.name) or not _is_left(found, path):
                continue
            if target.exists():
                remove_folder(path)
            else:
                path.rename(target)


def owner_mark() -> str:
    """This machine and this process, as they stand in names."""
    return f"{_machine()}-{os.getpid()}"


def left_in(folder: Path) -> list[Path]:
    """Temporary files of ours in `folder` that nobody writes any more. Raises nothing."""
    left = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _NAME.fullmatch(entry.name) if entry.name.startswith(".deepaudio-") else None
            if found is None or (entry.is_dir(follow_symlinks=False) and not found[1]):
                continue  # folders of earlier versions may be what was at an output before
            if _is_left(found, Path(entry.path)):
                left.append(Path(entry.path))
    return left


def sweep(folder: Path) -> None:
    """Remove what `left_in` finds; what cannot be removed stays."""
    for path in left_in(folder):
        with suppress(OSError):
            remove_folder(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def left_folders(parent: Path) -> list[Path]:
    """Folders in `parent`, named after their processes, that nobody writes to any more."""
    found = []
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            name = _FOLDER.fullmatch(entry.name)
            is_folder = entry.is_dir(follow_symlinks=False)
            if name is not None and is_folder and _is_left(name, Path(entry.path)):
                found.append(Path(entry.path))
    return found


def remove_folder(folder: Path) -> None:
    """Remove a folder with all in it, as far as that can be."""
    shutil.rmtree(folder, ignore_errors=True)


def is_running(pid: int) -> bool:
    """Whether a process of this machine runs; yes where that cannot be known."""
    if sys.platform == "win32":
        return _is_running_on_windows(pid)
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # somebody else's
    return True


def _is_left(name: re.Match[str], path: Path) -> bool:
    machine, pid = name[1], int(name[2])
    if machine == _machine() and not is_running(pid):
        return True
    with suppress(OSError):
        return _newest(path) < time.time() - DAY_S
    return False


def _newest(path: Path) -> float:
    times = [path.lstat().st_mtime]
    if path.is_dir() and not path.is_symlink():
        times += [inside.lstat().st_mtime for inside in path.rglob("*")]
    return max(times)


@functools.cache
def _machine() -> str:
    """This machine, or this container: process numbers mean something in it only."""
    import socket

    name = socket.gethostname()
    with suppress(OSError):
        name += f":{Path('/proc/self/ns/pid').stat().st_ino}"
    return _crc(name)


def _crc(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'surrogateescape')):08x}"


if sys.platform == "win32":

    def _is_running_on_windows(pid: int) -> bool:
        import ctypes

        query, still_active, denied = 0x1000, 259, 5
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle = kernel.OpenProcess(query, False, pid)
        if not handle:
            return ctypes.get_last_error() == denied
        code = ctypes.c_ulong()
        known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return not known or code.value == still_active
