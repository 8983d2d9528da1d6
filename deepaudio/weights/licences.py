"""Licences of weights: shown before the first fetch, accepted once, remembered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from deepaudio.weights.registry import Artefact, Licence, WeightsRegistry
from deepaudio.weights.store import HINT, Store
from deepaudio_plugin.core.errors import LicenceError
from deepaudio_plugin.core.files import output_errors, write_bytes

_FILE = "licences.json"

COMMERCIAL = {
    "yes": "commercial use is allowed",
    "no": "NON-COMMERCIAL use only",
    "unclear": "whether commercial use is allowed is not stated",
}


def to_accept(
    artefacts: Iterable[Artefact], registry: WeightsRegistry, store: Store
) -> list[Licence]:
    """The licences of `artefacts` that restrict or leave open, and are not accepted yet."""
    accepted = _accepted(store)
    licences = {a.licence: registry.licences[a.licence] for a in artefacts}
    return [
        licence
        for licence in licences.values()
        if licence.commercial != "yes" and accepted.get(licence.id) != _digest(licence)
    ]


def free(artefacts: Iterable[Artefact], registry: WeightsRegistry) -> list[Licence]:
    """The licences of `artefacts` that nobody has to accept; they are shown all the same."""
    licences = {a.licence: registry.licences[a.licence] for a in artefacts}
    return [licence for licence in licences.values() if licence.commercial == "yes"]


def accept(licences: Iterable[Licence], store: Store) -> None:
    """Remember that the user accepts `licences`. Raises OutputError."""
    accepted = _accepted(store) | {licence.id: _digest(licence) for licence in licences}
    text = json.dumps(dict(sorted(accepted.items())), indent=2) + "\n"
    path = store.root / _FILE
    with output_errors(path, hint=HINT):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, text.encode())


def described(licence: Licence, artefacts: Iterable[Artefact]) -> list[str]:
    """Lines that describe a licence and the files that it covers."""
    files = ", ".join(a.file for a in artefacts if a.licence == licence.id)
    return [
        f"{files}",
        f"  licence: {licence.name} - {COMMERCIAL[licence.commercial]}",
        f"  {licence.statement}",
        f"  {licence.url}",
    ]


def refused(licences: Iterable[Licence]) -> LicenceError:
    """The error when licences are not accepted."""
    names = ", ".join(licence.id for licence in licences)
    return LicenceError(
        f"the licences of these weights have not been accepted: {names}",
        hint="Read them above; if you accept them, run the command again with --accept-licence.",
    )


def _accepted(store: Store) -> dict[str, str]:
    try:
        values = json.loads((store.root / _FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _digest(licence: Licence) -> str:
    """Of what was shown: terms that change are asked about again."""
    shown = "\n".join([licence.name, licence.commercial, licence.statement, licence.url])
    return hashlib.sha256(shown.encode()).hexdigest()[:16]
