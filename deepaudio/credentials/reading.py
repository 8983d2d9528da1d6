"""What a file claims of itself, who signed that, and whether the file was changed since."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from deepaudio.credentials.library import c2pa, context
from deepaudio.credentials.manifest import GENERATOR, MADE_FROM
from deepaudio_plugin.core import riff
from deepaudio_plugin.core.regular import irregular
from deepaudio_plugin.core.statement import STATEMENT

State = Literal["intact", "changed", "none", "unreadable"]
"""intact      the claim is whole, and so is what it covers
changed     the file, or the claim, is not as it was signed
none        the file carries no claim
unreadable  there is no such file, or none that can carry a claim
"""

_CHANGED = (
    *("assertion.dataHash.mismatch", "assertion.hashedURI.mismatch", "claimSignature.mismatch"),
)
_UNKNOWN_SIGNER = "signingCredential.untrusted"
_EXPIRED = "signingCredential.expired"

_OLD = "the certificate has expired since, and no clock vouches for the day of the signature"


@dataclass(frozen=True)
class ClaimFinding:
    """What was found in one file."""

    path: Path
    state: State
    reason: str = ""  # why it is not intact, or what is to be known of one that is
    signer: str = ""  # in whose name; empty: nobody's
    vouched: bool = False  # whether somebody that the library trusts knows the signer
    signed_at: str = ""  # as the claim says, ISO 8601; empty where no clock vouches for it
    is_ours: bool = False  # whether DeepAudio wrote the claim
    title: str = ""
    source: str = ""  # the digital source type, the IPTC's name of it
    software: str = ""
    made_from: dict[str, Any] = field(default_factory=dict)
    ingredients: tuple[str, ...] = ()
    statement: str = ""  # what a file without a readable claim says in its description

    @property
    def is_generated(self) -> bool:
        """Whether it says that a machine made it, or a part of it."""
        return self.source.casefold().endswith("algorithmicmedia")


def read_claim(path: Path) -> ClaimFinding:
    """Read and check one file. Raises JobError only where the library is missing.

    What is no plain file, such as a pipe, is not opened.
    """
    library = c2pa()
    if why := _not_a_file(path):
        return ClaimFinding(path, "unreadable", why)
    try:
        reader = library.Reader(str(path), context=context())
    except library.C2paError.ManifestNotFound:
        why = "it carries no claim, or has lost it on its way"
        return ClaimFinding(path, "none", why, statement=_statement(path))
    except library.C2paError.NotSupported:
        kind = path.suffix or "nameless"
        return ClaimFinding(path, "unreadable", f"a {kind} file carries no claim that can be read")
    except library.C2paError as error:
        why = f"no claim can be read ({error})"
        return ClaimFinding(path, "unreadable", why, statement=_statement(path))
    try:
        return _finding(path, json.loads(reader.json()))
    finally:
        reader.close()


def _not_a_file(path: Path) -> str:
    """Why nothing is read at a path; "" for a file."""
    try:
        kind = irregular(path)
    except OSError:
        return "there is no such file"
    return f"{kind}, not a file" if kind else ""


def _statement(path: Path) -> str:
    """Our statement where the description (`bext`) of a WAV file begins with it."""
    try:
        with path.open("rb") as file:
            for name, at, _size in riff.chunks(file):
                if name == b"bext":
                    file.seek(at)
                    said = file.read(len(STATEMENT))
                    return STATEMENT if said == STATEMENT.encode() else ""
    except OSError:
        pass
    return ""


def _finding(path: Path, store: dict[str, Any]) -> ClaimFinding:
    manifest = store.get("manifests", {}).get(store.get("active_manifest"), {})
    codes = [status.get("code", "") for status in store.get("validation_status", [])]
    broken = [code for code in codes if code not in (_UNKNOWN_SIGNER, _EXPIRED)]
    signature = manifest.get("signature_info", {})
    action = _created(manifest)
    agent = action.get("softwareAgent", {})
    software = agent if isinstance(agent, str) else " ".join(map(str, agent.values()))
    generators = [one.get("name", "") for one in manifest.get("claim_generator_info", [])]
    return ClaimFinding(
        path,
        "changed" if broken else "intact",
        _reason(broken) or (_OLD if _EXPIRED in codes else ""),
        signer=signature.get("issuer") or signature.get("common_name") or "",
        vouched=store.get("validation_state") == "Trusted",
        signed_at=signature.get("time") or "",
        is_ours=GENERATOR in generators,
        title=manifest.get("title", ""),
        source=action.get("digitalSourceType", "").rpartition("/")[2],
        software=software or ", ".join(filter(None, generators)),
        made_from=_assertion(manifest, MADE_FROM),
        ingredients=tuple(one.get("title", "?") for one in manifest.get("ingredients", [])),
    )


def _reason(codes: list[str]) -> str:
    if not codes:
        return ""
    if "assertion.dataHash.mismatch" in codes:
        return "its bytes are not those that were signed"
    if any(code in _CHANGED for code in codes):
        return "the claim itself was changed"
    return f"the claim does not hold ({', '.join(sorted(set(codes)))})"


def _created(manifest: dict[str, Any]) -> dict[str, Any]:
    """The action that says where the sound comes from."""
    for label in ("c2pa.actions.v2", "c2pa.actions"):
        for action in _assertion(manifest, label).get("actions", []):
            if action.get("digitalSourceType"):
                return dict(action)
    return {}


def _assertion(manifest: dict[str, Any], label: str) -> dict[str, Any]:
    for assertion in manifest.get("assertions", []):
        if assertion.get("label") == label and isinstance(assertion.get("data"), dict):
            return dict(assertion["data"])
    return {}
