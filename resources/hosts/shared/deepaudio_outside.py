"""The DeepAudio that is installed outside a host: which interpreter, its window, its files.

It runs in the Python of whichever host copied it, from 3.7 on, and needs nothing but the
standard library.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

PYTHON_VARIABLE = "DEEPAUDIO_PYTHON"
"""Names the interpreter for a session, before anything else."""

_INSTALL = "In a terminal run: deepaudio hosts install"
_OWN_VARIABLES = (
    *("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONEXECUTABLE", "PYTHONPLATLIBDIR"),
    *("__PYVENV_LAUNCHER__", "PYTHONNOUSERSITE"),
    *("QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "QML2_IMPORT_PATH"),
    *("QML_IMPORT_PATH", "QT_API", "QT_PREFERRED_BINDING"),
)
"""Hosts set these for their own Python and Qt; they break any other one."""
_LIBRARY_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH")
_QT_LIBRARIES = ("libQt*Core*", "QtCore.framework")


class BridgeError(Exception):
    """Something the user asked for cannot be done: what happened, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}. {hint}" if hint else message)
        self.message = message
        self.hint = hint


def interpreter(home: Path) -> str:
    """The interpreter that has DeepAudio, as recorded beside `home`'s files.

    Raises BridgeError when none is known or it is gone.
    """
    chosen = os.environ.get(PYTHON_VARIABLE) or _recorded(home / "deepaudio.json")
    if not Path(chosen).is_file():
        raise BridgeError(f"DeepAudio is not where it was ({chosen})", _INSTALL)
    return chosen


def _recorded(path: Path) -> str:
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["python"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BridgeError("this host does not know where DeepAudio is", _INSTALL) from error


def environment() -> dict[str, str]:
    """The environment of a process outside: ours, without what the host needs for itself."""
    kept = {name: value for name, value in os.environ.items() if name not in _OWN_VARIABLES}
    for name in _LIBRARY_PATHS:
        if name in kept:
            entries = [e for e in kept[name].split(os.pathsep) if e and not _has_qt(e)]
            kept[name] = os.pathsep.join(entries)
            if not entries:
                del kept[name]
    kept.update(PYTHONUTF8="1", PYTHONUNBUFFERED="1", PYTHONSAFEPATH="1")
    return kept


def _has_qt(folder: str) -> bool:
    return any(next(Path(folder).glob(name), None) for name in _QT_LIBRARIES)


def open_window(home: Path, timeline: Path, host: str) -> None:
    """Start the window with a timeline, writing for `host`; it outlives the host.

    Raises BridgeError.
    """
    _start(home, "--watch", str(timeline), "--for", host)


def readable(text: str) -> str:
    """For a console: characters that would act there instead of being read are written out."""
    return "".join(
        c if c.isprintable() or c in "\t\n" else c.encode("unicode_escape").decode() for c in text
    )


def show_message(home: Path, message: str) -> None:
    """Show a sentence in a small window of our own, for hosts that have no way to. Never fails."""
    print(readable(f"DeepAudio: {message}"))
    try:
        _start(home, "--say", message)
    except BridgeError as error:
        print(readable(f"DeepAudio: {error}"))


def _start(home: Path, *arguments: str) -> None:
    command = [interpreter(home), "-m", "deepaudio_ui.main"]
    command.extend(arguments)
    apart: dict[str, Any] = (
        {"start_new_session": True} if os.name == "posix" else {"creationflags": 0x208}
    )
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
            **apart,  # not waited for; on Windows detached, in a group of its own
        )
    except OSError as error:
        raise BridgeError(f"the window does not start ({error.strerror})", _INSTALL) from error
    threading.Thread(target=process.wait, daemon=True).start()  # no zombie in a host that stays


# -- files ------------------------------------------------------------------------------


def exchange_folder(host: str) -> Path:
    """Where timelines of a host are kept whose projects are no files: in the user's home."""
    return Path.home() / "DeepAudio" / host


def timeline_path(folder: Path, name: str) -> Path:
    """Where a timeline of that name is saved: the same file each time, no two for one."""
    kept = re.sub(r"[^\w\- .]+", "_", name).strip(" .")[:60].strip(" .")
    if kept != name:
        kept = "{} {}".format(kept, hashlib.sha1(name.encode("utf-8")).hexdigest()[:6]).strip()
    return folder / f"{kept}.otio"


def save_with(path: Path, write: Callable[[Path], object]) -> None:
    """Have `write` make a temporary file, which then takes the place of `path`.

    It ends in `.otio` too, because hosts look at that. Raises BridgeError when the
    folder cannot be written to, or nothing was made.
    """
    temp = path.with_name(f".{path.stem}-{os.getpid()}.part.otio")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(temp)
        if not temp.is_file() or not temp.stat().st_size:
            raise BridgeError("the host saved no timeline", "Save your project, and try again")
        temp.replace(path)
    except OSError as error:
        reason = error.strerror or error
        raise BridgeError(
            f"{path.parent} cannot be written to ({reason})",
            "Make the folder writable, and try again",
        ) from error
    finally:
        if temp.exists():
            temp.unlink()


def written_for(path_of: Callable[[str], Path], name: str) -> Path:
    """The timeline that was written for the one called `name`.

    On a version that we brought in, what was written for the timeline it came from is meant,
    if nothing was written for the version itself. `path_of` tells where a timeline of a name
    is sent to. Raises BridgeError when there is none.
    """
    for candidate in (name, base_name(name)):
        sent = path_of(candidate)
        written = sent.with_name(f"{sent.stem}.deepaudio.otio")
        if written.is_file():
            return written
    raise BridgeError(
        f"nothing has been written for “{name}” yet",
        "In DeepAudio choose File ▸ Write tracks, then this again",
    )


def age_note(written: Path) -> str:
    """Whether the timeline was sent again after its tracks were written, in words; "" if not."""
    sent = written.with_name(written.name.replace(".deepaudio.otio", ".otio"))
    try:
        later = sent.stat().st_mtime - written.stat().st_mtime
    except OSError:
        return ""
    if later <= 0:
        return ""
    day = time.strftime("%Y-%m-%d %H:%M", time.localtime(written.stat().st_mtime))
    return f"These tracks were written on {day}, before the timeline was sent last."


def missing_media(timeline: Path) -> list[str]:
    """Files that a timeline names and this machine does not see, a few at most."""
    try:
        facts = json.loads(timeline.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    missing: dict[str, None] = {}
    for url in _urls(facts):
        path = re.sub(r"^file://(localhost)?(?:/(?=[A-Za-z]:))?", "", url)
        plain = unquote(path)
        if "://" in path or not Path(plain).is_absolute():
            continue
        if not Path(plain).exists() and not Path(path).exists():
            missing[plain] = None
    return list(missing)[:5]


def _urls(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("target_url"), str):
            yield node["target_url"]
        for child in node.values():
            for url in _urls(child):
                yield url
    elif isinstance(node, list):
        for child in node:
            for url in _urls(child):
                yield url


def base_name(name: str) -> str:
    """The name that a version which we brought in had before."""
    return re.sub(r" DeepAudio \d+$", "", name)


def free_name(name: str, taken: Collection[str]) -> str:
    """`<name> DeepAudio 1`, or the first number that is not taken."""
    base, number = base_name(name), 1
    while f"{base} DeepAudio {number}" in taken:
        number += 1
    return f"{base} DeepAudio {number}"
