"""What rules look for. Each test is true, or a text, at a place that breaks a rule."""

from __future__ import annotations

from collections import Counter
from functools import cache

import opentimelineio as otio

from deepaudio_plugin.hosts.dialects.rules import Test, View
from deepaudio_plugin.hosts.dialects.tree import (
    Place,
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


def without_media(place: Place, _view: View) -> bool:
    """A clip that names no media: a title, an adjustment layer, media gone offline."""
    return schema(place.node) == "Clip" and schema(reference(place.node)) in (
        "",
        "MissingReference",
    )


def generator(*namespaces: str) -> Test:
    """A clip that its host generates (bars, a title, a colour), unless one of the host's own
    namespaces says how."""

    def found(place: Place, _view: View) -> str:
        media = reference(place.node) if schema(place.node) == "Clip" else {}
        if schema(media) != "GeneratorReference":
            return ""
        parameters = media.get("parameters")
        told = {"metadata": parameters if isinstance(parameters, dict) else {}}
        if any(
            name in (node.get("metadata") or {})
            for node in (media, told, *_effects(place))
            for name in namespaces
        ):
            return ""
        return str(media.get("generator_kind") or "of no kind")

    return found


def sequence(place: Place, _view: View) -> bool:
    """A clip of an image sequence."""
    return (
        schema(place.node) == "Clip" and schema(reference(place.node)) == "ImageSequenceReference"
    )


def without_range(place: Place, _view: View) -> bool:
    """Media whose length is not said."""
    return schema(place.node) == "Clip" and any(
        schema(media) == "ExternalReference" and not isinstance(media.get("available_range"), dict)
        for media in references(place.node).values()
    )


def still_without_range(place: Place, view: View) -> bool:
    """A still picture whose length is not said."""
    url = str(reference(place.node).get("target_url") or "").lower()
    return without_range(place, view) and url.endswith(STILLS)


def without_length(place: Place, _view: View) -> bool:
    """A clip that nothing gives a length."""
    return schema(place.node) == "Clip" and not used_range(place.node)


def several_references(place: Place, _view: View) -> bool:
    """A clip with other takes or proxies beside the media that plays."""
    return schema(place.node) == "Clip" and len(references(place.node)) > 1


# -- links to media -----------------------------------------------------------------


def _link(place: Place) -> str:
    media = reference(place.node) if schema(place.node) == "Clip" else {}
    key = {"ExternalReference": "target_url", "ImageSequenceReference": "target_url_base"}
    return str(media.get(key.get(schema(media), ""), "") or "")


def relative_link(place: Place, _view: View) -> str:
    """A link that counts from the folder of the timeline."""
    link = _link(place)
    return link if link and is_relative(link) else ""


def url_link(place: Place, _view: View) -> str:
    """A file URL."""
    link = _link(place)
    return link if link.lower().startswith("file:") else ""


def bare_link(place: Place, _view: View) -> str:
    """A link that is a path and no URL."""
    link = _link(place)
    return link if link and "://" not in link else ""


def missing_file(place: Place, view: View) -> str:
    """Media that is not on this machine."""
    link = _link(place)
    if not link:
        return ""
    path = local_path(link, view.folder)
    return "" if path is not None and path.exists() else link


def no_media_at_all(place: Place, view: View) -> bool:
    """A timeline of which no file is there."""
    if place.depth:
        return False
    found = (Place(clip, None, 0, 0, 0, 2) for clip in clips(view.timeline))
    return not any(_link(clip) and not missing_file(clip, view) for clip in found)


# -- tracks, effects, markers -------------------------------------------------------


def other_kind(place: Place, _view: View) -> str:
    """A track that is neither picture nor sound, such as subtitles."""
    if place.depth != 1 or schema(place.node) != "Track" or kind(place.node) in ("video", "audio"):
        return ""
    return str(place.node.get("kind")) or "of no kind"


def odd_kind(place: Place, _view: View) -> str:
    """A track kind in other letters than OTIO's."""
    if (
        place.depth != 1
        or schema(place.node) != "Track"
        or kind(place.node)
        not in (
            "video",
            "audio",
        )
    ):
        return ""
    found = str(place.node.get("kind"))
    return "" if found in _KINDS else found


def retime(place: Place, _view: View) -> bool:
    """A change of speed."""
    return any(schema(effect) in _RETIMES for effect in _effects(place))


def idle_retime(place: Place, _view: View) -> bool:
    """A change of speed to the speed it has."""
    return any(
        schema(effect) == "LinearTimeWarp" and effect.get("time_scalar") == 1
        for effect in _effects(place)
    )


def effect(*namespaces: str) -> Test:
    """An effect without what one of the host's own namespaces says of it."""

    def found(place: Place, _view: View) -> str:
        foreign = [
            e
            for e in _effects(place)
            if schema(e) not in _RETIMES and not any(held(e, name) for name in namespaces)
        ]
        return ", ".join(sorted({str(e.get("effect_name") or e.get("name")) for e in foreign}))

    return found


def _effects(place: Place) -> list[dict[str, object]]:
    effects = place.node.get("effects") if place.depth else None
    return [e for e in effects if isinstance(e, dict)] if isinstance(effects, list) else []


def transition(place: Place, _view: View) -> bool:
    """A transition."""
    return schema(place.node) == "Transition"


def nested(place: Place, _view: View) -> bool:
    """A sequence inside the sequence."""
    return place.depth > 1 and schema(place.node) in ("Stack", "Track")


def marker(place: Place, view: View) -> str:
    """Markers, by their names."""
    owner = view.timeline.get("tracks") if not place.depth else place.node
    found = owner.get("markers") if isinstance(owner, dict) else None
    names = [str(m.get("name") or "unnamed") for m in found or () if isinstance(m, dict)]
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def marker_without_note(place: Place, view: View) -> bool:
    """A marker whose text is not where Resolve looks for it."""
    owner = view.timeline.get("tracks") if not place.depth else place.node
    found = owner.get("markers") if isinstance(owner, dict) else None
    return any(
        isinstance(m, dict) and m.get("comment") and not held(m, "Resolve_OTIO").get("Note")
        for m in found or ()
    )


def without_channels(namespace: str, key: str) -> Test:
    """A sound clip that does not say which channels of its media it plays."""

    def found(place: Place, _view: View) -> bool:
        track = place.track or {}
        is_clip = place.depth == 2 and schema(place.node) == "Clip"
        return is_clip and kind(track) == "audio" and not held(place.node, namespace).get(key)

    return found


def shared_link_id(place: Place, view: View) -> str:
    """A Premiere link id that several clips on tracks of one kind have."""
    if place.depth:
        return ""
    seen: Counter[tuple[str, str]] = Counter()
    for track in tracks(view.timeline):
        for clip in clips({"tracks": track}):
            if link := held(clip, "PremierePro_OTIO").get("LinkID"):
                seen[kind(track), str(link)] += 1
    twice = [link for (_, link), count in seen.items() if count > 1]
    return ", ".join(twice[:3])


# -- rates and schemas --------------------------------------------------------------


def rate_not_in(rates: tuple[float, ...]) -> Test:
    """An edit rate that the host has no setting for."""

    def found(place: Place, view: View) -> str:
        if place.depth or any(exact_rate(view.rate) == exact_rate(rate) for rate in rates):
            return ""
        return f"{view.rate:.6g} frames per second"

    return found


def mixed_rates(place: Place, view: View) -> str:
    """Items counted in another rate than the timeline's."""
    if place.depth < 2 or place.track is None:
        return ""
    duration = used_range(place.node).get("duration")
    rate = float(duration.get("rate", 0)) if isinstance(duration, dict) else 0.0
    if rate <= 0 or exact_rate(rate) == exact_rate(view.rate):
        return ""
    return f"{rate:.6g} frames per second"


def newer_than(release: str) -> Test:
    """Schemas of a later version than OpenTimelineIO `release` reads."""

    def found(place: Place, view: View) -> str:
        if place.depth:
            return ""
        known = _known(release)
        met = {version(node) for node in nodes(view.timeline)}
        newer = sorted(f"{name}.{n}" for name, n in met if n > known.get(name, n))
        return ", ".join(newer)

    return found


@cache
def _known(release: str) -> dict[str, int]:
    return dict(otio.versioning.fetch_map("OTIO_CORE", release))
