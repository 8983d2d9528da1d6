"""Output of `deepaudio models`: tables, events and progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from deepaudio.weights.licences import COMMERCIAL
from deepaudio.weights.progress import ArtefactFinished, Listener, StageProgress
from deepaudio.weights.registry import Artefact, WeightsRegistry
from deepaudio.weights.store import Store, parts_here
from deepaudio_plugin.core.command_line.output import Output

_FUSION = {
    "": "",
    "verified": ", with a fusion",
    "unverified": ", with a fusion",
    "missing": ", without its fusion",
    "partial": ", without its fusion",
}
"""What is said of a variant that has a fusion of its own, by the state of that file."""

_LINE_EVERY_S = 10.0
_EVENT_EVERY_S = 0.25


def size_words(count: int) -> str:
    """Bytes in human-readable form: 14 kB, 54 MB, 3.9 GB."""
    for unit, worth in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= worth:
            amount = count / worth
            return f"{amount:.1f} {unit}" if unit == "GB" else f"{amount:.0f} {unit}"
    return f"{count} bytes"


# -- what there is ------------------------------------------------------------------


def variant_json(name: str, registry: WeightsRegistry, store: Store) -> dict[str, Any]:
    """A variant and what of it is here."""
    variant, parts = registry.variants[name], registry.parts(name)
    missing = store.missing(registry.required(name).values())
    fusion = parts.get("fusion")
    return {
        "name": name,
        "purpose": variant.purpose,
        "note": variant.note,
        "gpu_gb": variant.gpu_gb,
        "gpu_gb_is": "estimated",
        "bytes": sum(artefact.bytes for artefact in parts.values()),
        "installed": not missing,
        "missing": [artefact.name for artefact in missing],
        "to_fetch": store.to_fetch(missing),
        "parts": {role: artefact.name for role, artefact in parts.items()},
        "fusion": store.status(fusion).state if fusion else "",
        "digest": store.digest(parts_here(name, registry, store)),
    }


def pack_json(name: str, registry: WeightsRegistry, store: Store) -> dict[str, Any]:
    """A pack and what of it is here."""
    parts = registry.pack(name)
    missing = store.missing(parts)
    return {
        "name": name,
        "purpose": registry.packs[name].purpose,
        "note": registry.packs[name].note,
        "bytes": sum(artefact.bytes for artefact in parts),
        "installed": not missing,
        "missing": [artefact.name for artefact in missing],
        "to_fetch": store.to_fetch(missing),
        "parts": [artefact.name for artefact in parts],
    }


def artefact_json(artefact: Artefact, registry: WeightsRegistry, store: Store) -> dict[str, Any]:
    """An artefact and its state here."""
    status, licence = store.status(artefact), registry.licences[artefact.licence]
    record = store.record(artefact)
    return {
        "name": artefact.name,
        "file": artefact.file,
        "title": artefact.title,
        "bytes": artefact.bytes,
        "state": status.state,
        "bytes_here": status.bytes,
        "proof": record.proof if record else "",
        "licence": licence.name,
        "commercial": licence.commercial,
        "licence_url": licence.url,
        "sources": [str(source) for source in artefact.sources],
    }


def listing(registry: WeightsRegistry, store: Store) -> list[str]:
    """Everything a person needs to choose and to see what is missing."""
    return [
        f"Weights in {store.root}",
        "",
        *_columns(
            [
                ("variant", "for", "download", "here", "GPU memory, estimated"),
                *_variants(registry, store),
                *_packs(registry, store),
            ]
        ),
        "",
        *_columns([("file", "what it is", "size", "here", "licence"), *_files(registry, store)]),
        "",
        *_remarks(registry),
    ]


def _variants(registry: WeightsRegistry, store: Store) -> Iterator[tuple[str, ...]]:
    for name in registry.variants:
        v = variant_json(name, registry, store)
        count, missing = len(registry.required(name)), len(v["missing"])
        if v["installed"]:
            here = f"ready{_FUSION.get(v['fusion'], ', its fusion is damaged')}"
        elif missing == count and not any(map(store.begun, registry.parts(name).values())):
            here = "nothing"
        else:
            here = f"{count - missing} of {count} files, {size_words(v['to_fetch'])} to go"
        gpu = f"about {v['gpu_gb']:g} GB"
        yield name, v["purpose"], size_words(v["bytes"]), here, gpu


def _packs(registry: WeightsRegistry, store: Store) -> Iterator[tuple[str, ...]]:
    for name in registry.packs:
        p = pack_json(name, registry, store)
        count, missing = len(p["parts"]), len(p["missing"])
        here = "nothing" if missing == count else f"{count - missing} of {count} files"
        here += f", {size_words(p['to_fetch'])} to go" if 0 < missing < count else ""
        yield name, p["purpose"], size_words(p["bytes"]), "ready" if p["installed"] else here, "-"


def _files(registry: WeightsRegistry, store: Store) -> Iterator[tuple[str, ...]]:
    for artefact in registry.artefacts.values():
        licence = registry.licences[artefact.licence]
        terms = licence.name
        if licence.commercial == "no":
            terms += ", non-commercial"
        yield (
            artefact.file, artefact.title, size_words(artefact.bytes),
            _state_words(artefact, store), terms,
        )  # fmt: skip


def _state_words(artefact: Artefact, store: Store) -> str:
    status = store.status(artefact)
    return {
        "missing": "-",
        "partial": f"{size_words(status.bytes)} of it",
        "unverified": "yes (no published hash)",
        "verified": "yes",
        "wrong": "damaged",
    }[status.state]


def _remarks(registry: WeightsRegistry) -> Iterator[str]:
    yield "Licences are those of the weights, not of this program:"
    for licence in registry.licences.values():
        files = [a.name for a in registry.artefacts.values() if a.licence == licence.id]
        yield f"  {', '.join(files)}: {licence.name} - {COMMERCIAL[licence.commercial]}."
        yield f"    {licence.statement} {licence.url}"
    yield ""
    for variant in registry.variants.values():
        if variant.note:
            yield variant.note
    yield "Files that several variants need are fetched once."
    yield "GPU memory is estimated from the size of the weights, not measured."
    yield "Fetch a variant:  deepaudio models pull VARIANT"
    if registry.packs:
        yield f"Fetch a pack:     deepaudio models pull {next(iter(registry.packs))}"
    yield "Have the files?   deepaudio models import FOLDER"


def _columns(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


# -- what is going on ---------------------------------------------------------------


@contextmanager
def reporter(output: Output) -> Iterator[Listener]:
    """The listener that suits where `output` goes."""
    if output.json_lines:
        yield _JsonReporter(output)
    elif sys.stderr.isatty():
        with _bar(output) as listener:
            yield listener
    else:
        yield _LineReporter(output)


class _RateLimit:
    """Passes progress when it starts or ends a stage, or after some time."""

    def __init__(self, every_s: float) -> None:
        self._every_s = every_s
        self._last = 0.0
        self._stage = ("", "")

    def __call__(self, progress: StageProgress) -> bool:
        stage = (progress.artefact, progress.stage)
        now = time.monotonic()
        due = stage != self._stage or progress.done == progress.total
        if not due and now - self._last < self._every_s:
            return False
        self._stage, self._last = stage, now
        return True


class _JsonReporter:
    """One JSON line per fact, and some for what lies between."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._due = _RateLimit(_EVENT_EVERY_S)

    def __call__(self, event: StageProgress | ArtefactFinished) -> None:
        if isinstance(event, ArtefactFinished):
            self._output.event("done", **asdict(event))
        elif self._due(event):
            self._output.event("progress", **asdict(event))


class _LineReporter:
    """A line now and then, so that a log stays readable."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._due = _RateLimit(_LINE_EVERY_S)

    def __call__(self, event: StageProgress | ArtefactFinished) -> None:
        if isinstance(event, ArtefactFinished):
            self._output.line(f"{event.file}: done ({event.note})")
        elif event.stage == "fetching" and self._due(event):
            amount = f"{size_words(event.done)} of {size_words(event.total)}"
            self._output.note(f"  {event.number}/{event.count} {event.file}: {amount}")


@contextmanager
def _bar(output: Output) -> Iterator[Listener]:
    """A bar with file, amount, speed and time left, on stderr."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    bar = Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),  # results in a pipe stay there
    )
    with bar as progress:
        task = progress.add_task("")
        stage = ("", "")

        def listen(event: StageProgress | ArtefactFinished) -> None:
            nonlocal stage
            if isinstance(event, ArtefactFinished):
                output.line(f"{event.file}: done ({event.note})")
                return
            if (event.artefact, event.stage) != stage:
                stage = (event.artefact, event.stage)
                text = f"{event.number}/{event.count} {event.stage} {event.file}"
                progress.reset(task, total=event.total, description=text)
            progress.update(task, completed=event.done, total=event.total)

        yield listen
