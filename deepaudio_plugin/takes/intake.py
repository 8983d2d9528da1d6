"""What a worker hands over as a take, looked at before it is believed."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from deepaudio_plugin.core.errors import JobError
from deepaudio_plugin.core.protocol import Done
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.takes.entry import Entry
from deepaudio_plugin.takes.sound_file import digest, regular_file, what_is_wrong

AGAIN = "Render again; if it happens again, look into the worker's log."


def staged(spec: TakeSpec, done: Done, staging: Path | None) -> Path:
    """The file in `staging` that a worker was asked for.

    Raises JobError when it has made no take, or names another file.
    """
    where = spec.where or spec.key[:12]
    if done.take is None:
        said = "the worker said that it was done, but made no take"
        raise JobError(said, where=where, hint=AGAIN)
    expected = staging and staging / f"{spec.key}.wav"
    if expected is None or Path(done.take.path) != expected:
        said = f"the worker names a file that it was not asked for: {done.take.path!r:.200}"
        raise JobError(said, where=where, hint=AGAIN)
    return expected


def looked_at(spec: TakeSpec, done: Done, source: Path) -> Entry:
    """What is known of a take that a worker has finished, after a look at its file.

    Raises OSError, and JobError when it is not what the worker says; the file is gone then.
    """
    assert done.take is not None
    try:
        with regular_file(source, of_a_stranger=True) as file:
            if wrong := what_is_wrong(file, done.take):
                raise ValueError(wrong)
            size = os.fstat(file.fileno()).st_size
            return Entry.of(spec, done, size, time.time(), digest(file))
    except (ValueError, FileNotFoundError) as error:
        why = "is not there" if isinstance(error, FileNotFoundError) else str(error)
        with suppress(OSError):
            source.unlink()
        where = spec.where or spec.key[:12]
        raise JobError(f"the worker's take {why}", where=where, hint=AGAIN) from error
