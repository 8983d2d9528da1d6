"""Downloads and installs missing artefacts, one after another."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from deepaudio.weights import hub
from deepaudio.weights.download import RetryPolicy, fetch
from deepaudio.weights.hashes import digests
from deepaudio.weights.hub import TransientError
from deepaudio.weights.install import check_digests, install
from deepaudio.weights.progress import Listener, ProgressSink
from deepaudio.weights.registry import Artefact
from deepaudio.weights.store import Store
from deepaudio_plugin.core.errors import DiskFullError, DownloadError, WeightsDamagedError
from deepaudio_plugin.core.files import output_errors


def pull(
    artefacts: Sequence[Artefact],
    store: Store,
    listener: Listener,
    retries: RetryPolicy | None = None,
) -> list[DownloadError | WeightsDamagedError]:
    """Install those of `artefacts` that are not; returns what went wrong with single files.

    Files that are done stay, whatever happens to the others. Raises DiskFullError (before
    anything is fetched if it can be foreseen), OutputError, WeightsError when another
    command is at work, and DownloadError when the network cannot be reached at all.
    """
    wanted = store.missing(artefacts)
    if not wanted:
        return []
    if hub.is_offline():
        raise hub.offline()
    failures: list[DownloadError | WeightsDamagedError] = []
    with store.changing():
        _check_space(wanted, store)
        for number, artefact in enumerate(wanted, 1):
            sink = ProgressSink(listener, artefact, number, len(wanted))
            try:
                _pull_one(artefact, store, sink, retries)
            except (DownloadError, WeightsDamagedError) as error:
                failures.append(error)
                if isinstance(error.__cause__, TransientError):
                    break  # no network: the next file would wait as long and fail too
    return failures


def _pull_one(
    artefact: Artefact, store: Store, sink: ProgressSink, retries: RetryPolicy | None
) -> None:
    with output_errors(store.folder(artefact)):
        store.folder(artefact).mkdir(parents=True, exist_ok=True)
    remote = fetch(artefact, store, sink.callback("fetching"), retries)
    part = store.part(artefact)
    with output_errors(part):
        found = digests(part, sink.callback("checking"))
    try:
        proof = check_digests(artefact, found, remote, part)
        sink.callback("converting")(0, found.size)
        install(artefact, part, found, proof, store, move=True)
    except WeightsDamagedError as error:
        moved_to = store.set_aside(artefact, part)
        raise WeightsDamagedError(
            f"{error.message}; it was set aside as {moved_to.name}",
            where=str(moved_to.parent),
            hint=error.hint,
        ) from error
    sink.finished(proof or "no hash is published; names and shapes are right")


def _check_space(wanted: Sequence[Artefact], store: Store) -> None:
    """Whether all that is to come fits, and one file twice while it is converted."""
    to_come = store.to_fetch(wanted)
    twice = max((a.bytes for a in wanted if a.format == "pickle"), default=0)
    free = shutil.disk_usage(store.root).free
    if to_come + twice > free:
        raise DiskFullError(
            f"{(to_come + twice) / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB are free",
            where=str(store.root),
            hint="Free some space, or set DEEPAUDIO_WEIGHTS (or --weights) to a folder on "
            "another disk. What has arrived before is kept.",
        )
