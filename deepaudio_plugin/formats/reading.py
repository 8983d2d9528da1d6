"""From a file of any format to an OTIO object, or one clear sentence why not.

OTIO's own JSON is read from its bytes, so that a writer can keep every byte of it. Other
formats go through the adapters that are installed; they are other people's programs, so
what they print is held back and whatever they raise becomes a `TimelineError`.
"""

from __future__ import annotations

import contextlib
import gc
import io
import logging
import re
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import opentimelineio as otio

from deepaudio_plugin.core.errors import TimelineError
from deepaudio_plugin.formats import aaf, edl, fcp7, fcpx
from deepaudio_plugin.formats.limits import check_json_depth, check_xml, read_file
from deepaudio_plugin.timeline.otio_text import newer_schemas, parsed

Reader = Callable[[Path], tuple[Any, list[str]]]

INSTALL_HINT = 'install the formats: pip install "deepaudio-editors[formats]"'
ADAPTED = {
    ".aaf": "Avid AAF",
    ".ale": "Avid Log Exchange",
    ".edl": "CMX 3600 EDL",
    ".fcpxml": "Final Cut Pro X XML",
    ".kdenlive": "Kdenlive",
    ".xges": "GStreamer Editing Services",
    ".xml": "Final Cut Pro 7 XML",
}
_KNOWN = ".otio, .otioz, .otiod, " + ", ".join(sorted(ADAPTED))
_SIGNS = (
    (b"<xmeml", ".xml"),
    (b"<fcpxml", ".fcpxml"),
    (b"<mlt", ".kdenlive"),
    (b"<ges", ".xges"),
    (b"TITLE:", ".edl"),
    (b"OTIO_SCHEMA", ".otio"),
    (b"PK\x03\x04", ".otioz"),
    (b"\xd0\xcf\x11\xe0", ".aaf"),
)
_OTIO_CHATTER = re.compile(
    r"JSON parse error[^:]*: |type mismatch while decoding: |"
    r"While reading object named '.*?' \(of type '\w+'\): "
)
_MANGLED = re.compile(r"\bN\d+opentime(?:lineio)?\d+v\d+_\d+_\d\d+([A-Za-z]+)E\b")
_XML = (".fcpxml", ".kdenlive", ".xges", ".xml")


def parse_json(content: bytes, where: str) -> tuple[str, Any, list[str]]:
    """The text and the object of an OTIO JSON file, and notes. Raises `TimelineError`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TimelineError(
            "not an OTIO file: it is no UTF-8 text", where=where, hint="export the timeline again"
        ) from error
    if not text.strip("\0 \t\r\n"):
        raise TimelineError("the file is empty", where=where, hint="export the timeline again")
    check_json_depth(content, where)
    try:
        root = parsed(text)
    except Exception as error:
        newer = newer_schemas(text)
        if newer:
            raise _newer(newer, where, error) from error
        sign = sniff(content[:4096])
        looks = f"; it looks like {sign}" if sign not in ("", ".otio") else ""
        raise TimelineError(
            f"not a readable OTIO timeline: {one_line(error)}{looks}",
            where=where,
            hint=f"rename it to {sign}" if looks else "export the timeline again from its host",
        ) from error
    newer = newer_schemas(text)
    if not newer:
        return text, root, []
    note = f"written by a newer OpenTimelineIO ({', '.join(newer)}): what is new in it is not read"
    return text, root, [note]


def _newer(newer: list[str], where: str, error: Exception) -> TimelineError:
    """What an OTIO file of later schemas gets that cannot be read as earlier ones."""
    return TimelineError(
        f"written by a newer OpenTimelineIO ({', '.join(newer)}) and not readable as by "
        f"{otio.__version__}: {one_line(error)}",
        where=where,
        hint="export the timeline for an older OpenTimelineIO, or as another format",
    )


def adapt(path: Path) -> tuple[str, Any, list[str]]:
    """The adapter's name, the object it reads, and notes. Raises `TimelineError`."""
    suffix = path.suffix.lower()
    name = _adapter(suffix)
    if name is None:
        raise _no_adapter(path, suffix)
    if suffix in _XML:
        check_xml(path)
    elif suffix != ".aaf":  # which may hold media, and is read piece by piece
        read_file(path)
    try:
        with quiet():
            root, notes = _run(_READERS.get(name, _read_plainly), path)
    except ImportError as error:
        raise _no_adapter(path, suffix) from error
    except OSError:
        raise
    except Exception as error:
        raise TimelineError(
            f"the {name} adapter cannot read it: {one_line(error)}",
            where=str(path),
            hint=_reading_hint(path, suffix),
        ) from error
    return name, root, notes


def _run(reader: Reader, path: Path) -> tuple[Any, list[str]]:
    """What the reader gives. When it fails, files that it left open are closed at once."""
    try:
        return reader(path)
    except Exception as error:
        traceback.clear_frames(error.__traceback__)
        gc.collect()
        raise


def _read_plainly(path: Path) -> tuple[Any, list[str]]:
    return otio.adapters.read_from_file(str(path)), []


_READERS: dict[str, Reader] = {
    fcp7.ADAPTER: fcp7.read,
    fcpx.ADAPTER: fcpx.read,
    edl.ADAPTER: edl.read,
    aaf.ADAPTER: aaf.read,
}


def _adapter(suffix: str) -> str | None:
    """Name of the installed adapter that reads a suffix."""
    if not suffix:
        return None
    try:
        with quiet():
            name: str = otio.adapters.from_filepath(f"x{suffix}").name
    except otio.exceptions.OTIOError:
        return None
    return name


def _no_adapter(path: Path, suffix: str) -> TimelineError:
    if suffix in ADAPTED:
        return TimelineError(
            f"reading {ADAPTED[suffix]} needs an adapter that is not installed",
            where=str(path),
            hint=INSTALL_HINT,
        )
    return TimelineError(
        f"{suffix or 'a file without ending'} is not a timeline format",
        where=str(path),
        hint=f"timelines are {_KNOWN}",
    )


def _reading_hint(path: Path, suffix: str) -> str:
    with contextlib.suppress(OSError), path.open("rb") as file:
        sign = sniff(file.read(4096))
        if sign and sign != suffix:
            return f"it looks like {sign}: rename it"
    return "export the timeline again, as .otio where the host can"


def sniff(head: bytes) -> str:
    """The ending that the first bytes of a file speak for, or an empty text."""
    return next((suffix for sign, suffix in _SIGNS if sign in head), "")


def one_line(error: BaseException) -> str:
    """What an exception of another library says, short and on one line."""
    text = " ".join(str(error).split()).strip("\"'") or type(error).__name__
    text = _MANGLED.sub(r"\1", _OTIO_CHATTER.sub("", text))
    return text if len(text) <= 200 else f"{text[:199]}…"


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Hold back what adapters print, log and warn.

    A handler is put on the root logger meanwhile: `logging.warning` would otherwise install
    one of its own, for good, on the replaced stderr.
    """
    root, silent = logging.getLogger(), logging.NullHandler()
    others = list(root.handlers)
    disabled = root.manager.disable
    root.addHandler(silent)
    logging.disable(logging.CRITICAL)
    try:
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)
        root.handlers[:] = others
