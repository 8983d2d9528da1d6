"""One attack on a real render: the folder before, the attack, what must hold, the next render."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.torture.promises import Promise
from tests.torture.scene import EDITED, Mode, Scene, faults_of_output


@dataclass
class Undisturbed:
    """A mode when nobody disturbs it: the folder before, what is there afterwards, what it took."""

    before: Path
    names: set[str] = field(default_factory=set)
    library: set[str] = field(default_factory=set)
    calls: dict[str, dict[str, int]] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True)
class Attack:
    """What is done to one render. `carry_out` says what was wrong with it, and if it had effect."""

    name: str
    mode: Mode
    seen: Undisturbed
    carry_out: Callable[[Scene], tuple[str, bool]]


def by_command(scene: Scene, variables: Mapping[str, str]) -> None:
    """Render once by the command. Raises AssertionError unless it succeeds."""
    with scene.start(**variables) as process:
        out, err = process.communicate()
    assert process.returncode == 0, out + err


def undisturbed(
    folder: Path, mode: Mode, render: Callable[[Scene, Mapping[str, str]], None] = by_command
) -> Undisturbed:
    """Render a mode once, counting calls, and keep the folder as it was before."""
    scene = Scene(folder / "before", mode)
    scene.prepare()
    seen = Undisturbed(folder / "before")
    trial = _copy(seen.before, folder / "trial", mode)
    counts = folder / "counts"
    counts.mkdir()
    begun = time.monotonic()
    render(trial, {"DEEPAUDIO_TORTURE_COUNT": str(counts)})
    seen.seconds = time.monotonic() - begun
    for path in counts.glob("*.json"):
        kind = path.name.partition("-")[0]
        for call, number in json.loads(path.read_text()).items():
            of_kind = seen.calls.setdefault(kind, {})
            of_kind[call] = max(number, of_kind.get(call, 0))
    assert set(seen.calls) & {"command", "backend"}, seen.calls
    trial.finish()
    seen.names = set(trial.files())
    seen.library = _library_names(trial)
    return seen


def attacked(promise: Promise, folder: Path, attacks: Iterable[Attack]) -> int:
    """Carry them out, as many at once as there are cores; how many had an effect."""
    effective = 0
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for told, had_effect in pool.map(lambda attack: _case(folder, attack), attacks):
            promise.case(told)
            effective += had_effect
    return effective


def _copy(before: Path, folder: Path, mode: Mode) -> Scene:
    shutil.copytree(before, folder, symlinks=True)
    return Scene(folder, mode)


def _case(folder: Path, attack: Attack) -> tuple[str, bool]:
    """What an attack broke, in words, and whether it had an effect."""
    name = f"{attack.mode.name}, {attack.name}"
    place = Path(tempfile.mkdtemp(dir=folder))
    scene = _copy(attack.seen.before, place / "scene", attack.mode)
    try:
        inputs = {name: digest for name, digest in scene.files().items() if name in scene.inputs}
        original = (scene.cut / "cut.otio").read_bytes()
        told, had_effect = attack.carry_out(scene)
        found = [told, scene.orphans(), *_after_attack(scene, inputs, original)]
        found += _after_next(scene, attack.seen, scene.takes())
        return "; ".join(f"{name}: {told}" for told in found if told), had_effect
    except (AssertionError, OSError, ValueError) as error:
        return f"{name}: {error}", True
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _after_attack(scene: Scene, inputs: dict[str, str], original: bytes) -> list[str]:
    now = scene.files()
    told = [f"{name} was changed" for name, digest in inputs.items() if now.get(name) != digest]
    told.append(faults_of_output(scene.output))
    if scene.mode.output == "cut.otio":
        kept = [path.read_bytes() for path in scene.cut.glob("cut*.otio*")]
        if original not in kept:
            told.append("the timeline as it was is neither there nor kept as a backup")
    told.append(_decisions_lost(scene))
    if scene.mode.edited_output and not _edit_is_kept(scene):
        told.append("what an editor did in the result is gone")
    return told


def _decisions_lost(scene: Scene) -> str:
    try:
        decided = json.loads((scene.cut / "cut.deepaudio.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        return f"the decisions are lost: {error}"
    return "" if decided.get("extra-of-the-user") == EDITED else "a decision is lost"


def _edit_is_kept(scene: Scene) -> bool:
    return any(EDITED in path.read_text("utf-8") for path in scene.cut.glob("cut.deepaudio*.otio*"))


def _after_next(scene: Scene, seen: Undisturbed, takes: set[str]) -> list[str]:
    finished = scene.finish()
    told = [faults_of_output(scene.output), _decisions_lost(scene)]
    made = scene.takes() - takes
    if finished["rendered"] > len(made):
        told.append(f"{finished['rendered']} were rendered, {len(made)} were missing")
    litter = {name for name in set(scene.files()) - seen.names if not _is_backup(name)}
    litter |= _library_names(scene) - seen.library
    if litter:
        told.append(f"left behind: {', '.join(sorted(litter)[:4])}")
    if scene.mode.edited_output and not _edit_is_kept(scene):
        told.append("what an editor did in the result is gone")
    return told


def _is_backup(name: str) -> bool:
    return ".bak" in name


def _library_names(scene: Scene) -> set[str]:
    """Names in the library but of what a process may have open, and of the index's own files."""
    return {
        path.relative_to(scene.library).as_posix()
        for path in scene.library.rglob("*")
        if path.is_file() and "sqlite" not in path.name and "timelines" not in path.parts
    }
