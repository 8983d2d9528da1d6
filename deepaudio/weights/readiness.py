"""Whether a variant of the model can be loaded, and what to do when it cannot."""

from __future__ import annotations

from deepaudio.weights.registry import Artefact, WeightsRegistry
from deepaudio.weights.report import size_words
from deepaudio.weights.store import Store, parts_here
from deepaudio_plugin.core.errors import WeightsMissingError


def installed_variants(registry: WeightsRegistry, store: Store) -> list[str]:
    """The variants of which all that is required is here, in the registry's order. Cheap."""
    return [
        name for name in registry.variants if not store.missing(registry.required(name).values())
    ]


def require(variant: str, registry: WeightsRegistry, store: Store) -> dict[str, Artefact]:
    """The parts of `variant` by role, all that are required installed (see `parts_here`).

    Raises WeightsMissingError naming every file that is not, with size and command, and
    UsageError for an unknown variant.
    """
    missing = store.missing(registry.required(variant).values())
    if not missing:
        return parts_here(variant, registry, store)
    files = ", ".join(artefact.file for artefact in missing)
    amount = size_words(store.to_fetch(missing))
    raise WeightsMissingError(
        f"weights of {variant} are not installed: {files}",
        hint=f"Fetch them ({amount}): deepaudio models pull {variant}. "
        "Sizes and licences: deepaudio models list",
    )
