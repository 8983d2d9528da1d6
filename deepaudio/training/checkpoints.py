"""Checkpoints of a run: folders that are whole or not there, the last of them named in `last`.

    step-000123/
        model.safetensors             under official names; averages beside it, ema-….safetensors
        optimiser.safetensors         the optimiser's state
        state.json                    step, epoch, seed, processes, configuration, files
    last                              the name of the newest one

A folder is written under another name and renamed when all of it is on the disk; then `last` is
replaced; then the oldest beyond those kept are removed. Nothing in it is a pickle.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from deepaudio.weights import convert
from deepaudio_plugin.core.errors import TrainingError
from deepaudio_plugin.core.files import output_errors, sync_folder, write_bytes
from deepaudio_plugin.core.leftovers import remove_folder, sweep, temp_name

LAST = "last"
STATE = "state.json"
OPTIMISER = "optimiser.safetensors"
MODEL = "model"
VERSION = 1

_FOLDER = re.compile(r"step-(\d{6,})")

Files = Mapping[str, Mapping[str, Tensor]]
"""Tensors by the name of their file."""


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint's folder, and what its `state.json` says."""

    folder: Path
    state: dict[str, Any]

    @property
    def step(self) -> int:
        """Steps made."""
        return int(self.state["step"])

    def tensors(self, file: str) -> dict[str, Tensor]:
        """A file's tensors. Raises TrainingError when it cannot be read."""
        path = self.folder / file
        try:
            return load_file(path)
        except (OSError, SafetensorError) as error:
            raise TrainingError(f"cannot be read ({error})", where=str(path)) from error

    def has(self, file: str) -> bool:
        """Whether there is a file of that name."""
        return (self.folder / file).exists()


def folder_name(step: int) -> str:
    """What the checkpoint after `step` steps is called."""
    return f"step-{step:06d}"


def write(run: Path, files: Files, state: Mapping[str, Any], *, keep: int) -> Checkpoint:
    """Keep a checkpoint in the folder `run`; `keep` newest stay.

    Raises DiskFullError or OutputError; what was there before stays as it was.
    """
    target = run / folder_name(state["step"])
    before = "from the checkpoint before" if numbered(run) else "from its beginning"
    hint = f"Free some space, then run it again: it goes on {before}."
    with output_errors(target, hint=hint):
        run.mkdir(parents=True, exist_ok=True)
        sweep(run)
        temp = run / temp_name()
        try:
            _fill(temp, files, state)
            shutil.rmtree(target, ignore_errors=True)
            temp.rename(target)
        except BaseException:
            remove_folder(temp)
            raise
        sync_folder(run)
        write_bytes(run / LAST, f"{target.name}\n".encode())
    _remove_oldest(run, target, keep)
    return Checkpoint(target, dict(state))


def _fill(folder: Path, files: Files, state: Mapping[str, Any]) -> None:
    folder.mkdir()
    for name, tensors in files.items():
        convert.save(tensors, folder / name)
        with (folder / name).open("rb+") as file:
            os.fsync(file.fileno())
    sizes = {name: (folder / name).stat().st_size for name in files}
    text = json.dumps({"version": VERSION, **state, "files": sizes}, indent=1) + "\n"
    write_bytes(folder / STATE, text.encode())


def _remove_oldest(run: Path, newest: Path, keep: int) -> None:
    """Of `newest` and those before it; later ones, which were passed over, do not count."""
    folders = numbered(run)
    for folder in folders[: folders.index(newest) + 1][:-keep]:
        with suppress(OSError):
            (folder / STATE).unlink()  # first: without it the rest is no checkpoint
        remove_folder(folder)


def numbered(run: Path) -> list[Path]:
    """Folders of checkpoints in `run`, the oldest first, whole or not."""
    found = [path for path in run.glob("step-*") if _FOLDER.fullmatch(path.name)]
    return sorted(found, key=lambda path: int(path.name.removeprefix("step-")))


def latest(run: Path) -> tuple[Checkpoint | None, list[str]]:
    """The checkpoint to go on from, None where there is none; and what was passed over and why.

    The one named in `last`, or where that is damaged the newest one that is whole. Raises
    TrainingError when checkpoints are there and none is whole.
    """
    folders = numbered(run)
    named = _named(run)
    if named in folders:
        folders.remove(named)
        folders.append(named)
    passed: list[str] = []
    for folder in reversed(folders):
        found, wrong = _read(folder)
        if found is not None:
            return found, passed
        passed.append(f"{folder.name} is passed over: {wrong}")
    if passed:
        raise TrainingError(
            f"no checkpoint is whole: {'; '.join(passed)}",
            where=str(run),
            hint="Put one back, or train anew in another folder.",
        )
    return None, passed


def read(folder: Path) -> Checkpoint:
    """One checkpoint: its folder, or that of a run, whose last it is. Raises TrainingError."""
    if (folder / STATE).exists() or not folder.is_dir():
        found, wrong = _read(folder)
    else:
        found, passed = latest(folder)
        wrong = "; ".join(passed) or "holds no checkpoint"
    if found is None:
        raise TrainingError(wrong, where=str(folder), hint="Name a run's folder or a checkpoint.")
    return found


def _named(run: Path) -> Path | None:
    with suppress(OSError, UnicodeDecodeError):
        return run / (run / LAST).read_text("utf-8").strip()
    return None


def _read(folder: Path) -> tuple[Checkpoint | None, str]:
    """The checkpoint in a folder, or what is wrong with it."""
    try:
        state = json.loads((folder / STATE).read_text("utf-8"))
        sizes = dict(state["files"])
        int(state["step"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        return None, f"{STATE} cannot be read ({error})"
    if state.get("version") != VERSION:
        return None, f"it is of version {state.get('version')}, not {VERSION}"
    for name, size in sizes.items():
        path = folder / name
        if not path.exists() or path.stat().st_size != size:
            return None, f"{name} is missing or cut short"
    return Checkpoint(folder, state), ""
