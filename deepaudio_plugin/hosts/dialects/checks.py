"""What rules look for. Each check is true, or says what it found, where a rule is broken."""

from __future__ import annotations

from collections import Counter
from functools import cache

import opentimelineio as otio

from deepaudio_plugin.hosts.dialects.rules import Check, LintTarget
from deepaudio_plugin.hosts.dialects.tree import (
    PlacedNode,
    clips,
    held,
    kind,
    nodes,
    reference,
    references,
    schema,
    tracks,
    used_range,
    version,
)
from deepaudio_plugin.timeline.links import is_relative, local_path
from deepaudio_plugin.timeline.timing import exact_rate

STILLS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".psd", ".gif", ".bmp", ".webp", ".tga")
_KINDS = ("Video", "Audio")
_RETIMES = ("LinearTimeWarp", "FreezeFrame", "TimeEffect")


# -- what a clip shows --------------------------------------------------------------


def without_media(placed: PlacedNode, _target: LintTarget) -> bool:
    """A clip that names no media: a title, an adjustment layer, media gone offline."""
    return schema(placed.node) == "Clip" and schema(reference(placed.node)) in (
        "",
        "MissingReference",
    )


def generator(*namespaces: str) -> Check:
    """A clip that its host generates (bars, a title, a colour), unless one of the host's own
    namespaces says how."""

    def found(placed: PlacedNode, _target: LintTarget) -> str:
        media = reference(placed.node) if schema(placed.node) == "Clip" else {}
        if schema(media) != "GeneratorReference":
            return ""
        parameters = media.get("parameters")
        described = {"metadata": parameters if isinstance(parameters, dict) else {}}
        if any(
            name in (node.get("metadata") or {})
            for node in (media, described, *_effects(placed))
            for name in namespaces
        ):
            return ""
        return str(media.get("generator_kind") or "of no kind")

    return found


def sequence(placed: PlacedNode, _target: LintTarget) -> bool:
    """A clip of an image sequence."""
    return (
        schema(placed.node) == "Clip" and schema(reference(placed.node)) == "ImageSequenceReference"
    )


def without_range(placed: PlacedNode, _target: LintTarget) -> bool:
    """Media whose length is not said."""
    return schema(placed.node) == "Clip" and any(
        schema(media) == "ExternalReference" and not isinstance(media.get("available_range"), dict)
        for media in references(placed.node).values()
    )


def still_without_range(placed: PlacedNode, target: LintTarget) -> bool:
    """A still picture whose length is not said."""
    url = str(reference(placed.node).get("target_url") or "").lower()
    return without_range(placed, target) and url.endswith(STILLS)


def without_length(placed: PlacedNode, _target: LintTarget) -> bool:
    """A clip that nothing gives a length."""
    return schema(placed.node) == "Clip" and not used_range(placed.node)


def several_references(placed: PlacedNode, _target: LintTarget) -> bool:
    """A clip with other takes or proxies beside the media that plays."""
    return schema(placed.node) == "Clip" and len(references(placed.node)) > 1


# -- links to media -----------------------------------------------------------------


def _link(placed: PlacedNode) -> str:
    media = reference(placed.node) if schema(placed.node) == "Clip" else {}
    key = {"ExternalReference": "target_url", "ImageSequenceReference": "target_url_base"}
    return str(media.get(key.get(schema(media), ""), "") or "")


def relative_link(placed: PlacedNode, _target: LintTarget) -> str:
    """A link that counts from the folder of the timeline."""
    link = _link(placed)
    return link if link and is_relative(link) else ""


def url_link(placed: PlacedNode, _target: LintTarget) -> str:
    """A file URL."""
    link = _link(placed)
    return link if link.lower().startswith("file:") else ""


def bare_link(placed: PlacedNode, _target: LintTarget) -> str:
    """A link that is a path and no URL."""
    link = _link(placed)
    return link if link and "://" not in link else ""


def missing_file(placed: PlacedNode, target: LintTarget) -> str:
    """Media that is not on this machine."""
    link = _link(placed)
    if not link:
        return ""
    path = local_path(link, target.folder)
    return "" if path is not None and path.exists() else link


def no_media_at_all(placed: PlacedNode, target: LintTarget) -> bool:
    """A timeline of which no file is there."""
    if placed.depth:
        return False
    found = (PlacedNode(clip, None, 0, 0, 0, 2) for clip in clips(target.timeline))
    return not any(_link(clip) and not missing_file(clip, target) for clip in found)


# -- tracks, effects, markers -------------------------------------------------------


def other_kind(placed: PlacedNode, _target: LintTarget) -> str:
    """A track that is neither picture nor sound, such as subtitles."""
    if (
        placed.depth != 1
        or schema(placed.node) != "Track"
        or kind(placed.node) in ("video", "audio")
    ):
        return ""
    return str(placed.node.get("kind")) or "of no kind"


def odd_kind(placed: PlacedNode, _target: LintTarget) -> str:
    """A track kind in other letters than OTIO's."""
    if (
        placed.depth != 1
        or schema(placed.node) != "Track"
        or kind(placed.node)
        not in (
            "video",
            "audio",
        )
    ):
        return ""
    found = str(placed.node.get("kind"))
    return "" if found in _KINDS else found


def retime(placed: PlacedNode, _target: LintTarget) -> bool:
    """A change of speed."""
    return any(schema(effect) in _RETIMES for effect in _effects(placed))


def idle_retime(placed: PlacedNode, _target: LintTarget) -> bool:
    """A change of speed to the speed it has."""
    return any(
        schema(effect) == "LinearTimeWarp" and effect.get("time_scalar") == 1
        for effect in _effects(placed)
    )


def effect(*namespaces: str) -> Check:
    """An effect without what one of the host's own namespaces says of it."""

    def found(placed: PlacedNode, _target: LintTarget) -> str:
        foreign = [
            e
            for e in _effects(placed)
            if schema(e) not in _RETIMES and not any(held(e, name) for name in namespaces)
        ]
        return ", ".join(sorted({str(e.get("effect_name") or e.get("name")) for e in foreign}))

    return found


def _effects(placed: PlacedNode) -> list[dict[str, object]]:
    effects = placed.node.get("effects") if placed.depth else None
    return [e for e in effects if isinstance(e, dict)] if isinstance(effects, list) else []


def transition(placed: PlacedNode, _target: LintTarget) -> bool:
    """A transition."""
    return schema(placed.node) == "Transition"


def nested(placed: PlacedNode, _target: LintTarget) -> bool:
    """A sequence inside the sequence."""
    return placed.depth > 1 and schema(placed.node) in ("Stack", "Track")


def marker(placed: PlacedNode, target: LintTarget) -> str:
    """Markers, by their names."""
    owner = target.timeline.get("tracks") if not placed.depth else placed.node
    found = owner.get("markers") if isinstance(owner, dict) else None
    names = [str(m.get("name") or "unnamed") for m in found or () if isinstance(m, dict)]
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def marker_without_note(placed: PlacedNode, target: LintTarget) -> bool:
    """A marker whose text is not where Resolve looks for it."""
    owner = target.timeline.get("tracks") if not placed.depth else placed.node
    found = owner.get("markers") if isinstance(owner, dict) else None
    return any(
        isinstance(m, dict) and m.get("comment") and not held(m, "Resolve_OTIO").get("Note")
        for m in found or ()
    )


def without_channels(namespace: str, key: str) -> Check:
    """A sound clip that does not say which channels of its media it plays."""

    def found(placed: PlacedNode, _target: LintTarget) -> bool:
        track = placed.track or {}
        is_clip = placed.depth == 2 and schema(placed.node) == "Clip"
        return is_clip and kind(track) == "audio" and not held(placed.node, namespace).get(key)

    return found


def shared_link_id(placed: PlacedNode, target: LintTarget) -> str:
    """A Premiere link id that several clips on tracks of one kind have."""
    if placed.depth:
        return ""
    seen: Counter[tuple[str, str]] = Counter()
    for track in tracks(target.timeline):
        for clip in clips({"tracks": track}):
            if link := held(clip, "PremierePro_OTIO").get("LinkID"):
                seen[kind(track), str(link)] += 1
    twice = [link for (_, link), count in seen.items() if count > 1]
    return ", ".join(twice[:3])


# -- rates and schemas --------------------------------------------------------------


def rate_not_in(rates: tuple[float, ...]) -> Check:
    """An edit rate that the host has no setting for."""

    def found(placed: PlacedNode, target: LintTarget) -> str:
        if placed.depth or any(exact_rate(target.rate) == exact_rate(rate) for rate in rates):
            return ""
        return f"{target.rate:.6g} frames per second"

    return found


def mixed_rates(placed: PlacedNode, target: LintTarget) -> str:
    """Items counted in another rate than the timeline's."""
    if placed.depth < 2 or placed.track is None:
        return ""
    duration = used_range(placed.node).get("duration")
    rate = float(duration.get("rate", 0)) if isinstance(duration, dict) else 0.0
    if rate <= 0 or exact_rate(rate) == exact_rate(target.rate):
        return ""
    return f"{rate:.6g} frames per second"


def newer_than(release: str) -> Check:
    """Schemas of a later version than OpenTimelineIO `release` reads."""

    def found(placed: PlacedNode, target: LintTarget) -> str:
        if placed.depth:
            return ""
        known = _known(release)
        met = {version(node) for node in nodes(target.timeline)}
        newer = sorted(f"{name}.{n}" for name, n in met if n > known.get(name, n))
        return ", ".join(newer)

    return found


@cache
def _known(release: str) -> dict[str, int]:
    return dict(otio.versioning.fetch_map("OTIO_CORE", release))
