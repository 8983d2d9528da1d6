"""What an installation consists of: our package, what it needs, and what that needs."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PACKAGE = "deepaudio-editors"


def installed(extras: tuple[str, ...] = ()) -> dict[str, Distribution]:
    """Every distribution that PACKAGE with these extras brings, by name, without PACKAGE.

    What a marker leaves out on this machine, or is not installed, is not among them.
    """
    found: dict[str, Distribution] = {}
    waiting = [(PACKAGE, frozenset(extras))]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, wanted = waiting.pop()
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        waiting += _needed(found[name], wanted)
    found.pop(PACKAGE, None)
    return dict(sorted(found.items()))


def _needed(made: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Names and extras of what a distribution requires here."""
    for line in made.requires or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield canonicalize_name(requirement.name), frozenset(requirement.extras)
