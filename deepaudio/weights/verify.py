"""Verifies installed weights by reading them completely."""

from __future__ import annotations

from deepaudio.weights.hashes import digests
from deepaudio.weights.install import check_content
from deepaudio.weights.progress import Listener, ProgressSink
from deepaudio.weights.registry import Artefact
from deepaudio.weights.store import Store
from deepaudio_plugin.core.errors import WeightsDamagedError


def verify(
    artefacts: list[Artefact], store: Store, listener: Listener
) -> list[WeightsDamagedError]:
    """Check size, hash, container, names and shapes of those of `artefacts` that are here.

    A file with another hash is set aside, so that nothing uses it. Returns what is wrong.
    """
    here = [artefact for artefact in artefacts if _is_file_of(artefact, store)]
    problems = []
    for number, artefact in enumerate(here, 1):
        sink = ProgressSink(listener, artefact, number, len(here))
        try:
            note = _verify_one(artefact, store, sink)
        except WeightsDamagedError as error:
            problems.append(error)
        else:
            sink.finished(note)
    return problems


def _verify_one(artefact: Artefact, store: Store, sink: ProgressSink) -> str:
    path, record = store.path(artefact), store.record(artefact)
    assert record is not None  # store.path has looked
    found = digests(path, sink.callback("checking"))
    if found.sha256 != record.sha256:
        moved_to = store.set_aside(artefact, path)
        raise WeightsDamagedError(
            f"{path.name} has changed since it was installed; it was set aside as {moved_to.name}",
            where=str(moved_to.parent),
            hint=f"Fetch it again: deepaudio models pull {artefact.name}",
        )
    check_content(artefact, path)
    return record.proof or "no hash is published; names and shapes are right"


def _is_file_of(artefact: Artefact, store: Store) -> bool:
    """Whether the store has a file of it; what a package brings is checked where it is used."""
    status = store.status(artefact)
    return status.state == "wrong" or (status.installed and store.record(artefact) is not None)
