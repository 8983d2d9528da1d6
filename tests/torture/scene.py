"""A small project that is rendered for real, in each of the ways that write differently."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import uuid
import wave
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import opentimelineio as otio
import psutil

from tests.helpers.children import MARK
from tests.helpers.project import make_project

ROOT = Path(__file__).parents[2]
SHIM = Path(__file__).parent / "shim"
EDITED = "Somebody has written this."
ORPHAN_S = 5.0
_ENVIRONMENT = threading.Lock()

SRT = """1
00:00:00,250 --> 00:00:01,000
MARA: Who is there?

2
00:00:01,100 --> 00:00:01,700
JON: Nobody.

3
00:00:01,800 --> 00:00:02,500
[door slams]
"""


@dataclass(frozen=True)
class Mode:
    """One way to render: its arguments, what it writes, and what is there before."""

    name: str
    arguments: tuple[str, ...] = ()
    output: str = "cut.deepaudio.otio"
    rendered_before: bool = False
    edited_output: bool = False


MODES = (
    Mode("beside"),
    Mode("in place", ("--in-place",), "cut.otio"),
    Mode("preview", ("--preview", "cut.mp4")),
    Mode("mix", ("--tracks", "speech,audio,mix")),
    Mode("bundle", ("-o", "cut.deepaudio.otioz"), "cut.deepaudio.otioz"),
    Mode("for Resolve", ("--for", "resolve"), "cut.deepaudio.otio"),
    Mode("again, takes kept", rendered_before=True),
    Mode("again, over an edited result", rendered_before=True, edited_output=True),
)


def environment(folder: Path, mark: str, plan: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Of a command: everything of its own below `folder`, and what is to happen to it."""
    paths = os.pathsep.join((str(SHIM), str(ROOT)))
    worker = [sys.executable, "-m", "deepaudio.worker", "--engines", "tests.helpers.burst_engine"]
    own = {
        "HOME": str(folder / "home"),
        "DEEPAUDIO_LIBRARY": str(folder / "takes"),
        "DEEPAUDIO_WORKER_COMMAND": json.dumps(worker),
        "DEEPAUDIO_WORKER_PYTHONPATH": paths,
        "PYTHONPATH": paths,
        "DEEPAUDIO_TORTURE": json.dumps(plan or {}),
        MARK: mark,
    }
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        own[name] = str(folder / "home" / name.lower())
    return {**os.environ, **own}


@dataclass
class Scene:
    """A folder with a project in it, as it is before a mode renders it."""

    folder: Path
    mode: Mode
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def cut(self) -> Path:
        """The project's folder."""
        return self.folder / "cut"

    @property
    def library(self) -> Path:
        """The take library's folder."""
        return self.folder / "takes"

    @property
    def output(self) -> Path:
        """The timeline that is written."""
        return self.cut / self.mode.output

    def prepare(self) -> None:
        """The project, with a line that somebody edited; rendered before where the mode says so."""
        make_project(self.cut, srt=SRT)
        self.finish(("--tracks", "speech", "--clips", "1", "-o", "first.otio"))
        for path in self.cut.glob("first*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        decisions = self.cut / "cut.deepaudio.json"
        decided = json.loads(decisions.read_text("utf-8"))
        decided["extra-of-the-user"] = EDITED
        decisions.write_text(json.dumps(decided), "utf-8")
        if self.mode.rendered_before:
            self.finish()
        if self.mode.edited_output:
            timeline = otio.adapters.read_from_file(str(self.output))
            marker = otio.schema.Marker(EDITED)
            marker.marked_range = otio.opentime.TimeRange(
                otio.opentime.RationalTime(1, 24), otio.opentime.RationalTime(1, 24)
            )
            timeline.tracks.markers.append(marker)
            otio.adapters.write_to_file(timeline, str(self.output))

    def command(self, arguments: Sequence[str] | None = None) -> list[str]:
        """The command line of a render."""
        more = self.mode.arguments if arguments is None else arguments
        program = [sys.executable, "-m", "deepaudio_plugin.cli.main", "render", "cut.otio"]
        return [*program, "--json", *more]

    def start(
        self,
        plan: Mapping[str, Any] | None = None,
        arguments: Sequence[str] | None = None,
        **variables: str,
    ) -> subprocess.Popen[str]:
        """Begin to render; what is to happen to it is in `plan`."""
        return subprocess.Popen(
            self.command(arguments),
            cwd=self.cut,
            env={**environment(self.folder, self.mark, plan), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def finish(self, arguments: Sequence[str] | None = None) -> dict[str, Any]:
        """Render undisturbed; the event that ends it. Raises AssertionError unless it succeeds."""
        ran = subprocess.run(
            self.command(arguments),
            cwd=self.cut,
            env=environment(self.folder, self.mark),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert ran.returncode == 0, f"exit code {ran.returncode}: {ran.stdout[-800:]}{ran.stderr}"
        finished: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
        return finished

    # -- what is there ------------------------------------------------------------------

    def files(self) -> dict[str, str]:
        """Digest of every file of the project, by path."""
        return {
            path.relative_to(self.cut).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.cut.rglob("*"))
            if path.is_file() and not path.is_symlink()
        }

    def takes(self) -> set[str]:
        """Keys of the takes whose files are in the library."""
        return {path.stem for path in self.library.glob("??/*.wav")}

    def processes(self) -> list[psutil.Process]:
        """What still runs of this scene."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARK) == self.mark:
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return [p for p in found if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]

    def orphans(self) -> str:
        """What is left of the processes after five seconds, in words; it is ended now."""
        until = time.monotonic() + ORPHAN_S
        while (left := self.processes()) and time.monotonic() < until:
            time.sleep(0.05)
        names = []
        for process in left:
            with_command = " ".join(process.cmdline()[:4])
            names.append(f"{with_command} still runs")
            process.kill()
        return "; ".join(names)

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Files that no render may touch."""
        kept = ("film.mp4", "cut.srt")
        return kept if self.mode.output == "cut.otio" else (*kept, "cut.otio")


def faults_of_output(path: Path) -> str:
    """What is not whole of a written timeline, "" when it is absent or whole."""
    if not path.exists():
        return ""
    try:
        timeline = otio.adapters.read_from_file(str(path))
    except Exception as error:  # whatever an adapter raises
        return f"{path.name} cannot be read: {error}"
    for clip in timeline.find_clips():
        reference = clip.media_reference
        if not isinstance(reference, otio.schema.ExternalReference):
            continue
        if "deepaudio" not in reference.metadata or path.suffix == ".otioz":
            continue
        sound = path.parent / reference.target_url
        if not sound.is_file():
            return f"{path.name} names {sound.name}, which is not there"
        if told := faults_of_sound(sound):
            return told
    return ""


def faults_of_sound(path: Path) -> str:
    """What is not whole of a WAV file."""
    try:
        with wave.open(str(path)) as file:
            size = file.getnframes() * file.getnchannels() * file.getsampwidth()
    except (wave.Error, EOFError) as error:
        return f"{path.name}: {error}"
    return "" if path.stat().st_size >= size else f"{path.name} is cut short"


@contextmanager
def variables_of(
    scene: Scene,
    more: Mapping[str, str] | None = None,
    plan: Mapping[str, Any] | None = None,
) -> Iterator[None]:
    """The environment of what is started meanwhile. One at a time."""
    with _ENVIRONMENT:
        before = dict(os.environ)
        os.environ.update({**environment(scene.folder, scene.mark, plan), **(more or {})})
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
