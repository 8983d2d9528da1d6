"""A claim as a C2PA manifest: an action with its digital source type, and what a take is made from.

C2PA 2.x, sections "Actions" and "Digital source type"; the types are the IPTC's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from deepaudio.credentials.library import media_type
from deepaudio_plugin import __version__
from deepaudio_plugin.core.engine_info import SoundSource
from deepaudio_plugin.core.protocol import OriginClaim

GENERATOR = "DeepAudio for editors"
MADE_FROM = "org.deepaudio.take"
"""The assertion with key, seed, words, voice and licences."""

_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SOURCE_TYPES: dict[SoundSource, str] = {
    "trained": _TYPES + "trainedAlgorithmicMedia",
    "algorithm": _TYPES + "algorithmicMedia",
    "mixed": _TYPES + "compositeWithTrainedAlgorithmicMedia",
}


def manifest_of(claim: OriginClaim, *, is_edit: bool = False) -> dict[str, Any]:
    """The manifest's definition, without its ingredients.

    `is_edit` is of a file that comes with somebody else's claim: it was not created here.
    """
    action: dict[str, Any] = {
        "action": "c2pa.edited" if is_edit else "c2pa.created",
        "digitalSourceType": SOURCE_TYPES[claim.source],
    }
    if claim.engine:
        action["softwareAgent"] = {"name": claim.engine, "version": claim.engine_version or "-"}
    assertions = [{"label": "c2pa.actions", "data": {"actions": [action]}}]
    if claim.made_from:
        assertions.append({"label": MADE_FROM, "data": claim.made_from})
    return {
        "claim_generator_info": [{"name": GENERATOR, "version": __version__}],
        "title": claim.title,
        "format": media_type(Path(claim.path)),
        "assertions": assertions,
    }
