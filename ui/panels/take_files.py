"""Takes as files for other programs: under a name that says what they are, beside the timeline."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from deepaudio_plugin.backend.views import JobView, TakeView
from deepaudio_plugin.ownership.paths import default_output, media_folder

_MAX_NAME = 60
_UNFIT = re.compile(r"[^\w .,'()-]+")


def copy_for_host(take: TakeView, job: JobView, timeline: str, timecode: str) -> Path:
    """A copy of a take that an editing program may keep; the one that is there if it is whole.

    The library's own files have names that say nothing, and may be cleaned away; a copy in
    `takes` of the timeline's media folder stays. Raises OSError.
    """
    folder = media_folder(default_output(Path(timeline))) / "takes"
    name = " ".join(_UNFIT.sub(" ", job.name).split())[:_MAX_NAME].strip(" .")
    when = re.sub(r"\D+", "-", timecode)
    target = folder / f"{when} {name} take {take.number} {take.key[:6]}.wav"
    source = Path(take.path)
    if not target.exists() or target.stat().st_size != source.stat().st_size:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return target
