"""DaVinci Resolve 18.5 and later, free and Studio (measured by others up to 21.1).

Sources: the Resolve manual (OTIO import and export); samuelgursky/davinci-resolve-mcp
(CHANGELOG, docs/guides/headless-edit-loop.md, issue 75); Resolve's own exports; a placement
compiler's measurements on Studio 21.1 (October 2026): source ranges count from the media's
start timecode, an import with any file missing returns None and says nothing.
"""

from __future__ import annotations

from typing import ClassVar

from deepaudio_plugin.hosts.dialects import addresses, checks, fixes, speech
from deepaudio_plugin.hosts.dialects.base import DialectContext
from deepaudio_plugin.hosts.dialects.common import EVERYWHERE, NO_RANGE, OTHER_TAKES, channels_rule
from deepaudio_plugin.hosts.dialects.rules import LintRule
from deepaudio_plugin.hosts.dialects.tree import (
    Node,
    children,
    clip_channels,
    held,
    metadata,
    our_clips,
    schema,
    track_channels,
    tracks,
)
from deepaudio_plugin.ownership.ours import is_ours
from deepaudio_plugin.timeline.timing import Clock

NAMESPACE = "Resolve_OTIO"

# Project frame rates of Resolve; auto-editor issue 472: a timeline of another one is refused.
_RATES = (
    16, 18, 24000 / 1001, 24, 25, 30000 / 1001, 30, 48000 / 1001, 48, 50, 60000 / 1001, 60,
    72, 96000 / 1001, 96, 100, 120000 / 1001, 120,
)  # fmt: skip


_TYPES = {1: "Mono", 2: "Stereo", 6: "5.1", 8: "7.1"}  # of tracks, by channels


class Resolve:
    """Bare paths, one media a clip, no clip without media, its own channels and notes."""

    host: ClassVar[str] = "DaVinci Resolve"
    ending: ClassVar[str] = ""
    clock: ClassVar[Clock] = "timecode"  # Broadcast WAV has one, and Resolve counts from it
    subtitles: ClassVar[bool] = True
    sized: ClassVar[bool] = False
    crossfades: ClassVar[bool] = False
    rules: ClassVar[tuple[LintRule, ...]] = (
        LintRule(
            "title-without-media",
            "refused",  # davinci-resolve-mcp: a Fusion title is a MissingReference and fails it all
            "Resolve refuses a whole timeline for one title or clip without media",
            "Render it to a file, or let `--for resolve` put a gap with a marker there.",
            checks.without_media,
        ),
        LintRule(
            "image-sequence",
            "refused",  # ynput/ayon-core pull 44
            "Resolve's import fails at OTIO's image sequences",
            "Let `--for resolve` name the files by a pattern, or use a movie file.",
            checks.sequence,
        ),
        LintRule(
            "schema-newer",
            "note",  # the Resolve manual: OTIO came with 18.5; 21.0 exports Clip.2 itself
            "Resolve 18.5 refuses schemas as new as these; later versions read them",
            "Let `--for resolve` write Clip.1, which every version reads.",
            checks.newer_than("0.14.0"),
        ),
        LintRule(
            "frame-rate",
            "refused",  # WyattBlue/auto-editor issue 472
            "Resolve has no timeline of this frame rate",
            "Export the timeline again at a standard rate.",
            checks.rate_not_in(_RATES),
        ),
        LintRule(
            "generator",
            "dropped",  # only Resolve's own generators carry their settings in Resolve_OTIO
            "a generator of another program is not made again",
            "Render it to a file, or build it anew in Resolve.",
            checks.generator(NAMESPACE),
        ),
        LintRule(
            "relative-path",
            "dropped",  # ynput/ayon-unreal pull 132; OpenPype pull 5721
            "a relative link is found only beside the timeline and without ./",
            "Use absolute paths; `--for resolve` does.",
            checks.relative_link,
        ),
        LintRule(
            "file-url",
            "dropped",  # 20.2 took bare paths only, as its own exports write them
            "a file:// address may stay offline",
            "Use bare absolute paths; `--for resolve` does.",
            checks.url_link,
        ),
        LintRule(
            "effect",
            "dropped",  # its importer discards what is not in its own metadata
            "an effect that Resolve did not write is left out",
            "Make it again in Resolve.",
            checks.effect(NAMESPACE),
        ),
        LintRule(
            "marker-note",
            "dropped",  # the text of a marker is read from metadata.Resolve_OTIO.Note
            "the comment of a marker is not read",
            "Let `--for resolve` write it where Resolve looks.",
            checks.marker_without_note,
        ),
        channels_rule(NAMESPACE, "Channels", "Clip Attributes > Audio"),
        NO_RANGE,
        OTHER_TAKES,
        *EVERYWHERE,
    )

    def rewrite(self, timeline: Node, context: DialectContext) -> list[str]:
        """See the class."""
        notes = fixes.spell_kinds(timeline)
        notes += fixes.empty_titles(timeline, self.host)
        notes += fixes.say_ranges(timeline)
        notes += addresses.restyle(timeline, "path", context.folder, self.host)
        notes += fixes.sequences_as_files(timeline, "frames", self.host)
        notes += fixes.notes_on_markers(timeline)
        speech.mark_lines(timeline)
        fixes.notes_on_markers(timeline)  # those of the lines too, of which nothing need be said
        _describe(timeline)
        return notes + fixes.clip_1(timeline)


def _describe(timeline: Node) -> None:
    """Channels and links of our clips, as Resolve's own exports say them."""
    if not held(timeline, NAMESPACE):
        metadata(timeline, NAMESPACE)["Resolve OTIO Meta Version"] = "1.0"
    group = _highest_group(timeline)
    for track in tracks(timeline):
        if is_ours(track):
            width = track_channels(track)
            kind = _TYPES.get(width, f"Adaptive {width}")
            metadata(track, NAMESPACE).update({"Audio Type": kind, "Locked": False})
    for number, (_, clip) in enumerate(our_clips(timeline), group + 1):
        facts, width = metadata(clip, NAMESPACE), clip_channels(clip)
        facts["Channels"] = [
            {"Source Channel ID": channel, "Source Track ID": 0} for channel in range(width)
        ]
        facts["Link Group ID"] = number  # linked to nothing: a number of its own


def _highest_group(timeline: Node) -> int:
    found = (
        held(item, NAMESPACE).get("Link Group ID")
        for track in tracks(timeline)
        for item in children(track)
        if schema(item) == "Clip"
    )
    return max((group for group in found if isinstance(group, int)), default=0)
