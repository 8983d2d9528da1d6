"""Rules that several hosts have in common; `EVERYWHERE` those that all have."""

from __future__ import annotations

from deepaudio_plugin.hosts.dialects import checks
from deepaudio_plugin.hosts.dialects.rules import LintRule

# OpenTimelineIO itself: an item without a range has no length, and nothing after it a place.
NO_LENGTH = LintRule(
    "no-length",
    "refused",
    "nothing says how long this clip is, so no host can place what follows",
    "Relink or re-export it, or take it out of the timeline.",
    checks.without_length,
)
# https://github.com/AcademySoftwareFoundation/OpenTimelineIO/issues/62 and pull/805: a track
# is of kind Video or Audio; there is no subtitle schema. Viewers ignore other kinds:
# https://github.com/OpenTimelineIO/raven/issues/24
OTHER_KIND = LintRule(
    "track-kind",
    "dropped",
    "a track that is neither picture nor sound is not shown",
    "Import subtitles from a subtitle file; a render writes its lines as .speech.srt.",
    checks.other_kind,
)
ODD_KIND = LintRule(
    "track-kind-spelling",
    "dropped",
    "the kind of this track is not spelt as OTIO spells it",
    "Write it as Video or Audio; `deepaudio render --for` does.",
    checks.odd_kind,
)
MISSING = LintRule(
    "media-missing",
    "dropped",
    "the media is not there, so the clip will be offline",
    "Relink it, or connect the drive it is on.",
    checks.missing_file,
)
OFFLINE = LintRule(
    "without-media",
    "dropped",
    "a clip without media comes offline",
    "Relink it, or render it to a file.",
    checks.without_media,
)
NO_GENERATORS = LintRule(
    "generator",
    "dropped",
    "generators are not imported",
    "Render them to a file.",
    checks.generator(),
)
NO_EFFECTS = LintRule(
    "effect", "dropped", "effects are not imported", "Make them again.", checks.effect()
)


def channels_rule(namespace: str, key: str, menu: str) -> LintRule:
    """The rule of hosts that keep a clip's channels under `key` in their own metadata."""
    return LintRule(
        "channels",
        "note",  # raven issue 154; auto-editor pull 1139: mono on one side only
        "the clip does not say which channels it plays, so mono may come on one side",
        f"Check {menu} after the import.",
        checks.without_channels(namespace, key),
    )


EVERYWHERE = (NO_LENGTH, OTHER_KIND, ODD_KIND, MISSING)

NO_RANGE = LintRule(
    "no-available-range",
    "note",
    "the length of the media is not said: handles and relinking have less to go by",
    "Re-export with media lengths; a render says them for its own clips.",
    checks.without_range,
)
OTHER_TAKES = LintRule(
    "other-takes",
    "note",
    "only the chosen one of several media or takes is shown",
    "The others stay in the media folder and in the take library.",
    checks.several_references,
)
