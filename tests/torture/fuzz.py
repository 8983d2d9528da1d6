"""Wrong input of every kind, in this process: whatever it is, the answer is an error of ours.

`python -m tests.torture.fuzz TARGET FIRST COUNT` runs one target's cases and prints what came of
each that failed; `measure` runs all targets so, a process each, because a decoder may take its
process with it. A case is its target and its number: the same number is the same case.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.errors import DeepAudioError
from tests.torture.mutation import bytes_changed, json_changed
from tests.torture.promises import Promise

ROOT = Path(__file__).parents[2]
CORPUS = Path(__file__).parent / "corpus"
SHARED = ROOT.parent / "shared"
MAX_S = 5.0
MAX_BYTES = 2 << 30
_PART = 1000

Try = Callable[[Path], bool]
"""Use a wrong file, alone in its folder; whether it was good enough to be used."""


@dataclass(frozen=True)
class Target:
    """One kind of input: seeds, how they are changed, and what is done with them."""

    cases: int
    seeds: Callable[[], list[tuple[str, bytes]]]
    change: Callable[[bytes, random.Random], bytes]
    attempt: Callable[[], Try]
    at_least_used: float = 0.0  # of the cases, or they prove little


# -- seeds --------------------------------------------------------------------------


def _files(*patterns: str) -> list[tuple[str, bytes]]:
    """Small files of the repository's own corpus, and of the shared one where there is one."""
    folders = [CORPUS, ROOT / "resources" / "demo", ROOT / "tests" / "fixtures"]
    found = {}
    for folder in (*folders, SHARED / "corpus"):
        for pattern in patterns:
            for path in sorted(folder.rglob(pattern)) if folder.is_dir() else ():
                if path.is_file() and path.stat().st_size < 200_000:
                    found.setdefault(path.name, path.read_bytes())
    return list(found.items())


def _timelines() -> list[tuple[str, bytes]]:
    return [(n, c) for n, c in _files("*.otio") if len(c) < 60_000 and _is_json(c)]


def _other_timelines() -> list[tuple[str, bytes]]:
    return _files("*.edl", "*.fcpxml", "*.xml", "*.xges", "*.kdenlive")


def _subtitles() -> list[tuple[str, bytes]]:
    return _files(
        "*.srt", "*.vtt", "*.ass", "*.ssa", "*.ttml", "*.dfxp", "*.scc", "*.sami", "*.sub"
    )


def _decisions() -> list[tuple[str, bytes]]:
    return [(n, c) for n, c in _files("*.deepaudio.json") if _is_json(c)]


def _is_json(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except ValueError:
        return False


def _protocol() -> list[tuple[str, bytes]]:
    from deepaudio_plugin.core import protocol as p

    picture = p.PictureSource("/films/a.mov", media_start_s=1.0, duration_s=2.0)
    take = p.Take("k" * 64, "/takes/k.wav", 48_000, 1, 0, 48_000, -23.0, -1.0)
    said = (
        p.Hello(),
        p.RenderRequest("a", "k" * 64, "sketch", "speech", 48_000, "/out", text="Hello.",
                        picture=picture),
        p.Probe("b", "/films/a.mov"),
        p.Cancel("a"),
        p.Accepted("a"),
        p.Progress("a", "step", 0.5),
        p.Heartbeat(10.0, 1),
        p.Remark("one host is not used"),
        p.Done("a", take=take),
        p.Failed("a", "bad-media", "no"),
        p.Thumbnails("c", (picture,), ("/t/1.jpg",), 90),
    )  # fmt: skip
    return [(type(message).__name__, p.encode(message)) for message in said]


def _backend() -> list[tuple[str, bytes]]:
    from deepaudio_plugin.backend import messages as m

    said = (
        m.Greet(version=m.VERSION),
        m.Set(id="1", values={"prompt": "rain", "seed": 3}),
        m.Undo(id="2"),
        m.Generate(id="3", scope="all"),
        m.ProblemFound("cut.srt", "no", "yes"),
        m.Queue(waiting=1, running=1, done=0, failed=0, fraction=0.5),
    )
    return [(type(message).__name__, m.encode(message)) for message in said]


def _media() -> list[tuple[str, bytes]]:
    return [
        (n, c) for n, c in _files("*.mp4", "*.mov", "*.mkv", "*.wav", "*.png") if len(c) < 60_000
    ]


def _weights() -> list[tuple[str, bytes]]:
    from safetensors.torch import save

    from tests.helpers.weights import pickled, tensors

    small = {n: t.contiguous().clone() for n, t in tensors(1, 600).items()}
    return [
        ("net.pth", pickled(small)),
        ("old.pth", pickled(small, legacy=True)),
        ("net.safetensors", save(small)),
    ]


# -- attempts -----------------------------------------------------------------------


def _with_timeline() -> Try:
    from deepaudio_plugin.core.options import RenderOptions
    from deepaudio_plugin.formats.documents import read
    from deepaudio_plugin.planning.report import plan_json, plan_lines
    from deepaudio_plugin.project.project import Project
    from deepaudio_plugin.takes.library import TakeLibrary
    from tests.helpers.material import ENGINE

    def attempt(path: Path) -> bool:
        read(path)
        library = TakeLibrary(path.parent / "takes")
        project = Project(path, RenderOptions(), engines=lambda _n, _p: ENGINE, library=library)
        try:
            project.load()
            project.make_plan()
            assert project.plan is not None
            json.dumps(plan_json(project.plan, ()))
            list(plan_lines(project.plan, {}))
        except DeepAudioError:
            pass  # an error of ours: it was read, and cannot be planned
        finally:
            project.close()
        return True

    return attempt


def _with_subtitles() -> Try:
    from deepaudio_plugin.subtitles.captions import read_caption
    from deepaudio_plugin.subtitles.files import read_subtitles

    def attempt(path: Path) -> bool:
        for caption in read_subtitles(path, problems=[]):
            read_caption(caption.text, caption.speaker)
        return True

    return attempt


def _with_decisions() -> Try:
    from deepaudio_plugin.decisions.file import encode, read

    def attempt(path: Path) -> bool:
        decisions, _ = read(path)
        encode(decisions)
        return True

    return attempt


def _with_protocol() -> Try:
    from deepaudio_plugin.core import protocol

    def attempt(path: Path) -> bool:
        protocol.encode(protocol.decode(path.read_bytes()))
        return True

    return attempt


def _with_backend() -> Try:
    from deepaudio_plugin.backend import messages

    def attempt(path: Path) -> bool:
        content = path.read_bytes()
        try:
            messages.encode(messages.decode_order(content))
        except DeepAudioError:
            messages.encode(messages.decode_fact(content))
        return True

    return attempt


def _with_media() -> Try:
    from deepaudio.media.clock import span
    from deepaudio.media.frames import FrameReader, media_facts
    from deepaudio.media.picture import JobPicture
    from deepaudio.media.probe import probe
    from deepaudio.worker.sound import open_sound

    def attempt(path: Path) -> bool:
        facts = probe(str(path))
        if facts.has_video:
            picture = JobPicture(str(path), duration_s=0.5)
            known = media_facts(picture)
            for _ in FrameReader(picture, known, span(picture, known, 0.0, 0.5)):
                pass
        if facts.has_audio:
            with open_sound(str(path)) as sound:
                for _ in sound.blocks(0, 4800):
                    pass
        return True

    return attempt


def _with_weights() -> Try:
    from deepaudio.weights import convert
    from tests.helpers import weights

    with tempfile.TemporaryDirectory() as folder:
        known = weights.made_up(Path(folder), weights.files())
    artefact = next(iter(known.artefacts.values()))

    def attempt(path: Path) -> bool:
        convert.read(artefact, path)
        return True

    return attempt


TARGETS = {
    "timelines": Target(9000, _timelines, json_changed, _with_timeline, at_least_used=0.5),
    "other timelines": Target(2500, _other_timelines, bytes_changed, _with_timeline),
    "subtitles": Target(11_000, _subtitles, bytes_changed, _with_subtitles),
    "decisions": Target(4000, _decisions, json_changed, _with_decisions),
    "worker's protocol": Target(6000, _protocol, bytes_changed, _with_protocol),
    "window's protocol": Target(4000, _backend, bytes_changed, _with_backend),
    "media": Target(2500, _media, bytes_changed, _with_media),
    "checkpoints": Target(1000, _weights, bytes_changed, _with_weights),
}


# -- running ------------------------------------------------------------------------


def measure(folder: Path, share: float = 1.0) -> list[Promise]:
    """All targets; with a `share` below 1 so much of each."""
    promises = []
    parts: list[tuple[str, int, int]] = []
    for name, target in TARGETS.items():
        count = max(1, round(target.cases * share))
        parts += [(name, first, min(_PART, count - first)) for first in range(0, count, _PART)]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        answers = list(pool.map(lambda part: _in_process(folder, *part), parts))
    for name, target in TARGETS.items():
        own = [answer for part, answer in zip(parts, answers, strict=True) if part[0] == name]
        cases, used = (sum(answer[key] for answer in own) for key in ("cases", "used"))
        promise = Promise(f"wrong {name}", "no exception but ours, nothing over 5 s or 2 GB", cases)
        promise.failures = [failure for answer in own for failure in answer["failures"]]
        if used < target.at_least_used * cases:
            promise.failures.append(f"only {used} of {cases} got past the first reader")
        slowest = max(answer["slowest_s"] for answer in own)
        peak = max(answer["bytes"] for answer in own)
        if peak > MAX_BYTES:
            promise.failures.append(f"{name}: used {peak / 1e9:.1f} GB")
        promise.measured = (
            f"{used / max(cases, 1):.0%} were read; slowest {slowest:.2f} s, {peak / 1e9:.2f} GB"
        )
        promises.append(promise)
    return promises


def _in_process(folder: Path, name: str, first: int, count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.torture.fuzz", name, str(first), str(count)]
    ran = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder), "DEEPAUDIO_LIBRARY": str(folder / "takes")},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = ran.stdout.splitlines()
    if ran.returncode == 0 and lines:
        return dict(json.loads(lines[-1]))
    last = next((line for line in reversed(lines) if line.startswith("case ")), "case ?")
    failure = f"{name}, {last}: the process ended with {ran.returncode}: {ran.stderr[-300:]}"
    return {"cases": count, "used": 0, "failures": [failure], "slowest_s": 0.0, "bytes": 0}


def run(name: str, numbers: Sequence[int], *, say_each: bool = False) -> dict[str, Any]:
    """The cases of these numbers of a target."""
    target = TARGETS[name]
    seeds, attempt = target.seeds(), target.attempt()
    used, slowest, failures = 0, 0.0, []
    for number, content, seed_name in _cases(name, target, seeds, numbers):
        folder = Path(tempfile.mkdtemp(prefix="deepaudio-fuzz-"))
        path = folder / seed_name
        path.write_bytes(content)
        if say_each:
            print(f"case {number}", flush=True)
        begun = time.monotonic()
        try:
            used += attempt(path)
        except DeepAudioError as error:
            str(error)
        except Exception as error:  # what should not be
            where = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(where.filename).name}:{where.lineno}"
            failures.append(f"{name}, case {number}: {type(error).__name__} at {place}: {error}")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        lasted = time.monotonic() - begun
        slowest = max(slowest, lasted)
        if lasted > MAX_S:
            failures.append(f"{name}, case {number}: took {lasted:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {
        "cases": len(numbers),
        "used": used,
        "failures": failures,
        "slowest_s": slowest,
        "bytes": peak,
    }


def _cases(
    name: str, target: Target, seeds: list[tuple[str, bytes]], numbers: Sequence[int]
) -> Iterator[tuple[int, bytes, str]]:
    assert seeds, f"{name}: there is no seed"
    for number in numbers:
        rng = random.Random(f"{name} {number}")
        seed_name, content = seeds[rng.randrange(len(seeds))]
        yield number, target.change(content, rng), seed_name


def main() -> int:
    """Run a part of a target; the last line is what came of it, as JSON."""
    name, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    say_each = name in ("media", "checkpoints")  # these run in native code
    print(json.dumps(run(name, range(first, first + count), say_each=say_each)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
