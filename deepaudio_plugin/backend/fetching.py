"""The real model's weights: listed and fetched by the worker's interpreter."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from deepaudio_plugin.backend.messages import Fact, PullProgress, Weights
from deepaudio_plugin.backend.views import WeightsView
from deepaudio_plugin.core.errors import (
    DeepAudioError,
    LicenceError,
    UsageError,
    WeightsError,
    WorkerStartError,
    from_code,
)
from deepaudio_plugin.worker_client.interpreter import HINT, worker_environment, worker_python

_COMMERCIAL = {"no": "not for commercial use", "yes": "also for commercial use"}
_PATIENCE_S = 60.0

Event = dict[str, Any]


def list_weights() -> tuple[WeightsView, ...]:
    """What there is of the real model. Raises WeightsError or WorkerStartError."""
    process = _start("list")
    timer = threading.Timer(_PATIENCE_S, process.kill)
    timer.start()
    try:
        events = list(_events(process))
        process.wait()
    finally:
        timer.cancel()
    _raise_errors(events)
    artefacts = {e["name"]: e for e in events if e.get("event") == "artefact"}
    return tuple(_view(e, artefacts) for e in events if e.get("event") == "variant")


def _view(variant: Event, artefacts: dict[str, Event]) -> WeightsView:
    parts = [artefacts[name] for name in variant["parts"].values() if name in artefacts]
    licences: dict[str, list[str]] = {}
    for part in parts:
        terms = _COMMERCIAL.get(str(part["commercial"]), str(part["commercial"]))
        licences.setdefault(f"{part['licence']} ({terms})", []).append(part["title"])
    return WeightsView(
        variant=variant["name"],
        title=f"{variant['name']}: {variant['purpose']}",
        bytes=int(variant["to_fetch"]),
        total_bytes=int(variant["bytes"]),
        installed=bool(variant["installed"]),
        licences=tuple(f"{name}: {', '.join(titles)}" for name, titles in licences.items()),
        advice=f"Needs about {variant['gpu_gb']:g} GB of GPU memory. {variant['note']}".strip(),
    )


class Fetching:
    """One download at a time. `on_done` is called, on its thread, when one went well."""

    def __init__(self, tell: Callable[[Fact], None], on_done: Callable[[], None]) -> None:
        self._tell = tell
        self._on_done = on_done
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def pull(self, variant: str, *, accepted: bool) -> None:
        """Begin to fetch. Raises LicenceError unless the licences were accepted."""
        if not accepted:
            raise LicenceError(
                f"the licences of {variant} are not accepted",
                hint="Read them in the list of weights, and accept them.",
            )
        if self._process is not None:
            raise UsageError("weights are being fetched already", hint="Stop that first.")
        self._stopped = False
        self._process = process = _start("pull", variant, "--accept-licence")
        threading.Thread(
            target=self._follow, args=(variant, process), name="weights", daemon=True
        ).start()

    def stop(self) -> None:
        """Stop fetching; what has come stays."""
        process = self._process
        if process is not None:
            self._stopped = True
            process.terminate()

    def _follow(self, variant: str, process: subprocess.Popen[bytes]) -> None:
        last, failures = PullProgress(variant, "", 0, 0), []
        amounts: dict[str, int] = {}
        total = _still_missing(variant)
        for event in _events(process):
            if event.get("event") == "progress" and event.get("stage") == "fetching":
                amounts[str(event["file"])] = int(event["done"])
                done = sum(amounts.values())
                last = PullProgress(variant, str(event["file"]), done, max(done, total))
                self._tell(last)
            elif event.get("event") == "error":
                failures.append(f"{event.get('message', '')} {event.get('hint', '')}".strip())
        code = process.wait()
        message = "; ".join(failures)
        if self._stopped:
            message = "stopped; what has come is kept"
        elif code and not message:
            message = f"it ended with code {code}"
        self._process = None
        self._tell(replace(last, done=True, message=message))
        if not message:
            self._on_done()


def _still_missing(variant: str) -> int:
    """Bytes to fetch for a variant; 0 when that cannot be told."""
    try:
        return next((w.bytes for w in list_weights() if w.variant == variant), 0)
    except DeepAudioError:
        return 0


def weights_fact() -> Weights:
    """What there is, as a fact."""
    return Weights(list_weights())


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    command = [worker_python(), "-m", "deepaudio", "models", *arguments, "--json"]
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env=worker_environment(),
        )
    except OSError as error:
        raise WorkerStartError(
            f"{command[0]} cannot be started ({error.strerror})", hint=HINT
        ) from error


def _events(process: subprocess.Popen[bytes]) -> Iterator[Event]:
    assert process.stdout is not None
    with process.stdout as lines:
        for line in lines:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict):
                yield event


def _raise_errors(events: list[Event]) -> None:
    for event in events:
        if event.get("event") == "error":
            raise from_code(
                str(event.get("code")), str(event.get("message")), hint=str(event.get("hint", ""))
            )
    if not any(event.get("event") == "variant" for event in events):
        raise WeightsError(
            "the list of weights did not come", hint="Run `deepaudio doctor` in a terminal."
        )
