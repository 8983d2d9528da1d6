"""`python -m tests.parity.excerpt FULL [TARGET]`: the repository's kit, made from a full one.

Of a full kit (25 MB unpacked) it takes the cases of tiny configurations, with their inputs
whole and of each large output every n-th value: enough to notice any wrong layer, small
enough to be in the repository. Cases that only repeat others at another size stay behind. A
training kit becomes a kit of its own.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from .kit import GOLDEN, GOLDEN_TRAIN, Arrays, Kit

CASES = (
    "sequence_config",
    "sync_upsample_index",
    "mmaudio_v1_44k_5s",
    "mmaudio_v1_44k_5s_sampling",
    "mmaudio_v2_44k",
    "mmaudio_v2_44k_sampling",
    "f5_tokenize",
    "f5_chunk_text",
    "f5_duration_rule",
    "f5_ref_preprocess_short",
    "f5_full_text_embed",
    "f5_dit_reduced",
    "f5_sample_reduced",
    "f5_sample_batch_reduced",
    "f5_infer_end_to_end",
    "energy_16k",
    "mel_16k",
    "vocos_reduced",
    "bigvgan16k_reduced",
    "bigvgan44k_reduced",
    "aa_snakebeta",
    "vae_reduced_16k",
    "clip_tokenize",
    "clip_reduced",
    "video_12fps",
    "video_30fps",
)
"""The order is that of the pipeline; the kit keeps it."""

TRAIN_CASES = ("rates", "f5_train_reduced", "mmaudio_train_v1_16k")
"""Of a training kit: inputs of a step are random numbers, so that more would be megabytes."""

FILES = ("vocab.txt", "manifests/kept_values.npz")
"""What cases need beside their own files."""

MAX_VALUES = 512
"""Of an output that has more, every n-th is kept."""

_CASE_KEYS_LEFT_OUT = ("stats", "inputs", "outputs", "note", "parameters")
_WEIGHT_KEYS = ("name", "shape", "rule", "offset", "scale")


def chosen(trains: bool) -> tuple[str, ...]:
    """The cases that are kept of a kit."""
    return TRAIN_CASES if trains else CASES


def step(shape: tuple[int, ...]) -> int:
    """Distance of the values that are kept of an output.

    It shares no factor with any axis, so that they wander over every row and channel.
    """
    size = math.prod(shape)
    n = -(-size // MAX_VALUES)
    while n > 1 and math.gcd(n, size) > 1:
        n += 1
    return n


def excerpt(full: Path, target: Path) -> None:
    """Make the kit `target` from the kit `full`. Raises KeyError for a case that it lacks."""
    index = json.loads((full / "index.json").read_text("utf-8"))
    by_id = {case["id"]: case for case in index["cases"]}
    if target.exists():
        for folder in ("cases", "weights", "manifests"):
            shutil.rmtree(target / folder, ignore_errors=True)
    trains = index.get("set") == "train"
    index["cases"] = [_case(full, target, by_id[name]) for name in chosen(trains)]
    for name in () if trains else FILES:
        _copy(full, target, name)
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in index.pop("cases"))
    head = json.dumps(index, ensure_ascii=False, indent=1).removesuffix("\n}")
    _write(target / "index.json", f'{head},\n "cases": [\n{lines}\n]\n}}\n')


def _case(full: Path, target: Path, case: dict[str, Any]) -> dict[str, Any]:
    """Copy a case's files, thinned; returns its entry of the index."""
    entry = {key: value for key, value in case.items() if key not in _CASE_KEYS_LEFT_OUT}
    if case["file"].endswith(".npz"):
        with np.load(full / case["file"]) as file:
            arrays = {name: file[name] for name in file.files}
        kept, thinned = thin(arrays)
        (target / case["file"]).parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(target / case["file"], **kept)
        entry |= {"thinned": thinned} if thinned else {}
    else:
        _copy(full, target, case["file"])
    if "file" in case["config"]:
        _copy(full, target, case["config"]["file"])
    for key in ("weights", "weights2"):
        if case.get(key):
            _weights(full, target, case[key])
    return entry


def thin(arrays: Arrays) -> tuple[Arrays, dict[str, Any]]:
    """The arrays to keep, and for each thinned output its shape and its step."""
    kept, thinned = dict(arrays), {}
    for name, array in arrays.items():
        n = step(array.shape)
        if name.startswith("out_") and n > 1:
            kept[name] = array.reshape(-1)[::n]
            thinned[name] = {"shape": list(array.shape), "every": n}
    return kept, thinned


def _weights(full: Path, target: Path, name: str) -> None:
    """A weights listing with the keys that drawing them needs, one tensor a line."""
    listing = json.loads((full / name).read_text("utf-8"))
    entries = listing if isinstance(listing, list) else listing["entries"]
    lines = (
        json.dumps({key: entry[key] for key in _WEIGHT_KEYS if key in entry}) for entry in entries
    )
    _write(target / name, "[\n" + ",\n".join(lines) + "\n]\n")


def _copy(full: Path, target: Path, name: str) -> None:
    (target / name).parent.mkdir(parents=True, exist_ok=True)
    (target / name).write_bytes((full / name).read_bytes())


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def main() -> None:
    """Make the kit and say how large it is."""
    parser = argparse.ArgumentParser(prog="python -m tests.parity.excerpt", description=__doc__)
    parser.add_argument("full", type=Path, help="folder of a full kit")
    parser.add_argument("target", nargs="?", type=Path, help="folder to write")
    arguments = parser.parse_args()
    trains = Kit(arguments.full).trains
    target = arguments.target or (GOLDEN_TRAIN if trains else GOLDEN)
    excerpt(arguments.full, target)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"{len(chosen(trains))} cases, {size / 1e6:.2f} MB in {target}")


if __name__ == "__main__":
    main()
