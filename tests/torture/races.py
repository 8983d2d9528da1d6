"""Several renders at once: of ten timelines on one library, and pairs on one timeline."""

from __future__ import annotations

import json
from pathlib import Path

from tests.torture.promises import Promise
from tests.torture.scene import MODES, Scene, faults_of_output

TIMELINES = 10
PAIRS = 10


def measure(folder: Path) -> list[Promise]:
    """Ten timelines in parallel, then ten pairs on one timeline, in all modes in turn."""
    together = Promise(
        f"{TIMELINES} timelines rendered in parallel into one library",
        "each succeeds and is whole, each take is made and kept",
    )
    library = folder / "takes"
    scenes = [Scene(folder / f"film-{n}", MODES[n % 3]) for n in range(TIMELINES)]
    for scene in scenes:
        scene.prepare()
    for scene, told in zip(scenes, _at_once(scenes, DEEPAUDIO_LIBRARY=str(library)), strict=True):
        together.case(told or faults_of_output(scene.output))
    if staged := [path.name for path in (library / "staging").rglob("*") if path.is_file()]:
        together.failures.append(f"left in the library: {staged[:3]}")
    pairs = Promise(
        f"{PAIRS} pairs of renders at once on one timeline",
        "each succeeds, or says that the other is at work; the result is whole, the next run too",
    )
    for number in range(PAIRS):
        mode = MODES[number % len(MODES)]
        scene = Scene(folder / f"pair-{number}", mode)
        scene.prepare()
        told = [*_at_once([scene, scene]), faults_of_output(scene.output)]
        scene.finish()
        told.append(faults_of_output(scene.output))
        told += [f"left {path.name}" for path in scene.cut.rglob("*.part")]
        pairs.case("; ".join(f"{mode.name}: {one}" for one in told if one))
    return [together, pairs]


def _at_once(scenes: list[Scene], **variables: str) -> list[str]:
    """Start all, and what was wrong with how each ended."""
    told = []
    for process in [scene.start(**variables) for scene in scenes]:
        out, err = process.communicate()
        events = [json.loads(line) for line in out.splitlines()]
        errors = [event for event in events if event["event"] == "error"]
        errors += events[-1].get("failures", []) if events else []
        if "Traceback" in out + err:
            told.append(f"a stack trace: {(out + err)[-300:]}")
        elif process.returncode != 0 and not (errors and errors[0]["hint"]):
            told.append(f"exit code {process.returncode} without a reason: {out[-300:]}")
        elif errors and (errors[0]["code"] == "unexpected" or "job" in errors[0]):
            told.append(f"{errors[0]['code']}: {errors[0]['message']}")
        else:
            told.append("")
    return told
