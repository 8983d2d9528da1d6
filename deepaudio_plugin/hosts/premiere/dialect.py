"""Adobe Premiere Pro 2025 and later.

Sources: WyattBlue/auto-editor, exports/otio.nim, written against Premiere's own files;
developer.adobe.com, Audio and Video Services, the OTIO guide.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import ClassVar

from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.hosts.dialects import addresses, checks, fixes, speech
from deepaudio_plugin.hosts.dialects.base import DialectContext
from deepaudio_plugin.hosts.dialects.common import (
    EVERYWHERE,
    NO_RANGE,
    OFFLINE,
    OTHER_TAKES,
    channels_rule,
)
from deepaudio_plugin.hosts.dialects.rules import LintRule
from deepaudio_plugin.hosts.dialects.tree import (
    Node,
    clip_channels,
    clips,
    held,
    metadata,
    our_clips,
    track_channels,
    tracks,
)
from deepaudio_plugin.ownership.ours import is_ours
from deepaudio_plugin.timeline.timing import Clock

NAMESPACE = "PremierePro_OTIO"

# Frame rates of its sequence settings.
_RATES = (10, 12, 12.5, 15, 24000 / 1001, 24, 25, 30000 / 1001, 30, 48, 50, 60000 / 1001, 60)


class Premiere:
    """File URLs, lengths of stills, its own channels, links and sequence facts."""

    host: ClassVar[str] = "Premiere"
    ending: ClassVar[str] = ""
    clock: ClassVar[Clock] = "file"  # as in auto-editor's files, which Premiere opens
    subtitles: ClassVar[bool] = True
    sized: ClassVar[bool] = True
    crossfades: ClassVar[bool] = False
    rules: ClassVar[tuple[LintRule, ...]] = (
        LintRule(
            "still-without-range",
            "dropped",  # the OTIO guide: stills need an available_range
            "a still picture whose length is not said is not placed",
            "Let `--for premiere` say it, or re-export the timeline.",
            checks.still_without_range,
        ),
        LintRule(
            "bare-path",
            "dropped",  # otio.nim: target_url is a percent-encoded file:// URI
            "media named by a path and not by a file:// address stays offline",
            "Let `--for premiere` write addresses.",
            checks.bare_link,
        ),
        LintRule(
            "idle-retime",
            "dropped",  # otio.nim: a speed of 100 % loses Opacity and Motion
            "a speed effect of 100 % makes Premiere lose Opacity and Motion of the clip",
            "Take the effect out; `--for premiere` does.",
            checks.idle_retime,
        ),
        LintRule(
            "retime",
            "changed",  # otio.nim: OTIO has no field for pitch, and Premiere drops its own
            "Maintain Audio Pitch is lost where a clip changes speed",
            "Set it again in Clip > Speed/Duration.",
            checks.retime,
        ),
        LintRule(
            "link-id",
            "changed",  # otio.nim: clips of one id are fused, sound then plays as picture
            "clips that share a LinkID on tracks of one kind are fused",
            "Give every clip but picture and its own sound an id of its own.",
            checks.shared_link_id,
        ),
        LintRule(
            "frame-rate",
            "changed",
            "Premiere has no sequence of this frame rate and takes another",
            "Export the timeline again at a standard rate.",
            checks.rate_not_in(_RATES),
        ),
        LintRule(
            "effect",
            "dropped",  # effects are known by metadata.PremierePro_OTIO.MatchName
            "an effect that Premiere did not write is left out",
            "Make it again in Premiere.",
            checks.effect(NAMESPACE),
        ),
        LintRule(
            "generator",
            "dropped",
            "a generator of another program is not made again",
            "Render it to a file, or build it anew in Premiere.",
            checks.generator(NAMESPACE),
        ),
        OFFLINE,
        channels_rule(NAMESPACE, "AudioChannels", "Modify > Audio Channels"),
        NO_RANGE,
        OTHER_TAKES,
        *EVERYWHERE,
    )

    def rewrite(self, timeline: Node, context: DialectContext) -> list[str]:
        """See the class."""
        notes = fixes.spell_kinds(timeline)
        notes += fixes.drop_idle_retimes(timeline, self.host)
        notes += fixes.say_ranges(timeline, stills_only=True)
        notes += addresses.restyle(timeline, "url", context.folder, self.host)
        speech.mark_lines(timeline)
        _describe(timeline, context)
        return notes


def _describe(timeline: Node, context: DialectContext) -> None:
    """Channels and links of our clips, and what Premiere wants to know of a sequence.

    Nothing that Premiere itself has written is changed.
    """
    metadata(timeline, NAMESPACE).setdefault("MetadataVersion", "1.0")
    stack = metadata(timeline["tracks"], NAMESPACE)
    stack.setdefault("AudioFrameRate", float(SAMPLE_RATE))
    stack.setdefault("VideoFrameRate", context.rate)
    if context.size is not None:
        width, height = context.size
        stack.setdefault("VideoResolution", {"height": height, "width": width})
    for track in tracks(timeline):
        if is_ours(track):
            width = track_channels(track)
            channels = {"ChannelType": _type(width), "NumberOfChannels": width}
            metadata(track, NAMESPACE)["AudioChannels"] = channels
    fresh = _unused_ids(timeline)
    for _, clip in our_clips(timeline):
        facts = metadata(clip, NAMESPACE)
        width = clip_channels(clip)
        facts["AudioChannels"] = {
            "ChannelType": _type(width),
            "SecondaryAssignments": [{"SecondaryChannelIndex": n} for n in range(width)],
        }
        facts["LinkID"] = next(fresh)
        facts["OriginalChannelGroupIndex"] = 0
        facts["SourceClipIndex"] = 0


def _type(channels: int) -> str:
    """Its name for sound of so many channels, as auto-editor's files have it."""
    return "Stereo" if channels > 1 else "Mono"


def _unused_ids(timeline: Node) -> Iterator[str]:
    """Link ids that no other clip has: Premiere fuses clips that share one."""
    ours = {id(clip) for _, clip in our_clips(timeline)}
    used = {
        str(held(clip, NAMESPACE).get("LinkID")) for clip in clips(timeline) if id(clip) not in ours
    }
    # Above a number for each clip: ids of exports count clips from 1.
    first = sum(1 for _ in clips(timeline)) + 1
    return (str(number) for number in count(first) if str(number) not in used)
