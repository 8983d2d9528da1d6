"""Arguments that several commands share; what they come to is in `typed_options`."""

from __future__ import annotations

import argparse
from pathlib import Path

from deepaudio_plugin.core.delivery import (
    CHANNELS,
    DEFAULT_CHANNELS,
    DEFAULT_SPEC,
    SPECS,
    spec_line,
)
from deepaudio_plugin.core.library_place import library_place
from deepaudio_plugin.core.options import (
    AUTO,
    DEFAULT_DUCK_DB,
    DEFAULT_DUCK_HOLD_S,
    DEFAULT_DUCK_SPEED,
    DEFAULT_HANDLES,
    DEFAULT_RETRIES,
    DUCK_SPEEDS,
    MARKS,
    SUBTITLE_TIMES,
    TRACKS,
)


def add_timeline_arguments(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    """What both `plan` and `render` take; with `several` timelines as a list."""
    parser.add_argument(
        "timeline",
        metavar="TIMELINE",
        nargs="+" if several else None,
        type=Path,
        help=".otio, .otioz, .otiod, or what an installed OTIO adapter reads "
        "(`deepaudio doctor` lists them)",
    )
    words = parser.add_argument_group("what is said")
    _add_words(words)
    if several:
        words.add_argument(
            "--subtitles-dir",
            metavar="DIR",
            type=Path,
            default=None,
            help="where each timeline's subtitles are, under its name: e01.srt or e01.de.srt for "
            "e01.otio",
        )
    _add_sounds(parser.add_argument_group("what is made"))
    _add_engine(parser.add_argument_group("how the engine works (see: deepaudio engines)"))
    _add_places(parser.add_argument_group("where things are"))
    _add_farm(parser.add_argument_group("where it is rendered (see docs/farm.md)"))
    parser.add_argument("--json", action="store_true", help="JSON lines on stdout, for programs")


def add_subtitle_arguments(group: argparse._ActionsContainer) -> None:
    """Which subtitles are read, and how."""
    group.add_argument(
        "--subtitles",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="SRT, VTT, ASS/SSA or TTML; may be given several times (default: those given the "
        "last time, those added in the window, or else TIMELINE.srt and the like beside it)",
    )
    group.add_argument(
        "--no-sidecar",
        action="store_true",
        help="read no subtitles merely because they lie beside the timeline and bear its name",
    )
    group.add_argument(
        "--subtitle-encoding",
        metavar="NAME",
        default="",
        help="encoding of subtitles that are neither UTF-8 nor UTF-16",
    )
    group.add_argument(
        "--subtitle-times",
        choices=SUBTITLE_TIMES,
        default=AUTO,
        help="what the times in subtitle files count from: the timeline's start, or they are its "
        "timecode (default: as most captions fit)",
    )


def _add_words(group: argparse._ArgumentGroup) -> None:
    add_subtitle_arguments(group)
    group.add_argument(
        "--pronounce",
        metavar="WRITTEN=SAID",
        action="append",
        default=[],
        help="say a word or name otherwise than it is written, in every line; may be given "
        "several times",
    )
    group.add_argument(
        "--language", metavar="CODE", default="en", help="language of the lines (default: en)"
    )


def _add_sounds(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--engine", metavar="NAME", default=AUTO, help="default: the best that is ready")
    add(
        "--tracks",
        metavar="LIST",
        default="speech,audio",
        help=f"any of {','.join(TRACKS)} (default: speech,audio)",
    )
    add(
        "--clips",
        metavar="NAME|INDEX",
        nargs="+",
        action="extend",
        default=[],
        help="only these shots, by clip name or by number as `deepaudio plan` counts them",
    )
    add(
        "--cast",
        metavar="SPEAKER=VOICE",
        action="append",
        default=[],
        help="who speaks with which voice; may be given several times. Some engines also take "
        "recordings: MARA=mara.wav, its words in mara.txt or behind a colon",
    )
    add("--prompt", metavar="TEXT", default="", help="text prompt for the sound of each shot")
    add("--negative-prompt", metavar="TEXT", default="", help="what no shot should sound like")
    add("--seed", metavar="N", type=int, default=0, help="another seed is another take")
    add("--takes", metavar="N", type=int, default=1, help="takes for each job (default: 1)")
    add(
        "--retries",
        metavar="N",
        type=int,
        default=DEFAULT_RETRIES,
        help="how often a take that checking finds bad is made again, with another seed "
        f"(default: {DEFAULT_RETRIES}; 0 for never)",
    )
    add(
        "--handles",
        metavar="FRAMES",
        type=int,
        default=DEFAULT_HANDLES,
        help=f"sound beyond both ends of a clip (default: {DEFAULT_HANDLES})",
    )
    add(
        "--channels",
        metavar="LAYOUT",
        default=DEFAULT_CHANNELS,
        help=f"of the sound of shots and of the mix: {', '.join(CHANNELS)} (default: "
        f"{DEFAULT_CHANNELS}; for 5.1 the sound of shots stays stereo, and the mix is 5.1)",
    )


NAMED_SETTINGS = {
    "variant": "one of the model's sizes that is installed (default: what suits this machine)",
    "preset": "quality, such as final or draft",
    "steps": "steps of the model",
    "cfg": "strength of guidance",
    "fusion": "how the picture guides lines: published, or mof, a trained fusion that a variant "
    "has (default: what is there)",
}
"""Settings that have an option of their own, for engines that declare them."""


def _add_engine(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a setting of the engine, as it declares it; may be given several times",
    )
    for name, meaning in NAMED_SETTINGS.items():
        add(f"--{name}", metavar="VALUE", default=None, help=f"{meaning}: as --set {name}=VALUE")
    add(
        "--reference",
        action="store_const",
        const=True,
        default=None,
        dest="as_published",
        help="compute as the published program does, to compare with it: as "
        "--set as_published=true",
    )
    add(
        "--low-vram",
        action="store_const",
        const=True,
        default=None,
        help="use as little GPU memory as possible; slower",
    )


def add_sequence_argument(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Which timeline of a file that holds several."""
    parser.add_argument(
        "--sequence",
        metavar="NAME",
        default="",
        help="which timeline of a file that holds several, such as a project of a .fcpxml "
        "(default: the first)",
    )


def add_media_root_argument(group: argparse._ActionsContainer) -> None:
    """Folders to look for media in."""
    group.add_argument(
        "--media-root",
        metavar="DIR",
        type=Path,
        action="append",
        default=[],
        help="where to look for media that has moved; may be given several times",
    )


def add_library_argument(group: argparse._ActionsContainer) -> None:
    """Where takes are kept."""
    group.add_argument(
        "--library",
        metavar="PLACE",
        type=library_place,
        default=None,
        help="where takes are kept: a folder, or what several machines share, such as "
        "file:///mnt/takes or s3://bucket/takes (default: your data folder, or DEEPAUDIO_LIBRARY)",
    )


def _add_places(group: argparse._ArgumentGroup) -> None:
    add_sequence_argument(group)
    add_media_root_argument(group)
    add_library_argument(group)
    group.add_argument(
        "--ignore-decisions",
        action="store_true",
        help="neither read nor write the decisions beside the timeline (<name>.deepaudio.json)",
    )
    group.add_argument(
        "--bring-back",
        action="store_true",
        help="lay clips of ours again that were deleted in an editor",
    )
    group.add_argument(
        "--anew",
        action="store_true",
        help="make takes again that an earlier version of the engine made",
    )


def _add_farm(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--farm",
        metavar="ADDRESS",
        default="",
        help="render on the hosts of a Ray cluster: ray://HOST:10001, auto (the one that this "
        "computer belongs to) or local (every GPU, or core, of this computer)",
    )
    group.add_argument(
        "--map",
        metavar="FROM=TO",
        action="append",
        default=[],
        help="a folder of media here, and the same as the farm's hosts see it; may be given "
        "several times",
    )


def add_checking_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether a render checks takes, and what it makes of that."""
    parser.add_argument(
        "--pick",
        metavar="HOW",
        default="",
        help="with --takes: best makes takes until one is good, and has the best play by its "
        "verdict where nobody has chosen",
    )
    parser.add_argument(
        "--no-check",
        dest="check",
        action="store_false",
        help="do not check the takes (words, voice, place, sound): check-takes does that later",
    )


def add_dialect_argument(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """The host that a timeline is written or checked for."""
    parser.add_argument(
        "--for",
        dest="dialect",
        metavar="HOST",
        type=_target,
        default="generic",
        required=required,
        help="the program that will open the timeline, a name of `deepaudio hosts list`"
        + ("" if required else " (default: generic, plain OTIO)"),
    )


def add_mix_arguments(parser: argparse.ArgumentParser) -> None:
    """How sound makes way for speech, and what the mix is delivered at."""
    add = parser.add_argument_group("how it is mixed (see docs/delivery.md)").add_argument
    add(
        "--duck",
        metavar="DB",
        type=float,
        default=DEFAULT_DUCK_DB,
        help=f"how far audio goes down under speech (default: {DEFAULT_DUCK_DB:g} dB; 0: not)",
    )
    add(
        "--duck-hold",
        metavar="SECONDS",
        type=float,
        default=DEFAULT_DUCK_HOLD_S,
        help="through which pauses between lines it stays down (default: those shorter than "
        f"{DEFAULT_DUCK_HOLD_S:g} s)",
    )
    add(
        "--duck-speed",
        metavar="SPEED",
        default=DEFAULT_DUCK_SPEED,
        help=f"how fast it goes down and comes up: {', '.join(DUCK_SPEEDS)} "
        f"(default: {DEFAULT_DUCK_SPEED})",
    )
    add(
        "--spec",
        metavar="NAME",
        default=DEFAULT_SPEC,
        help="what the mix, the preview and the stems are brought to: "
        + "; ".join(f"{name} ({spec_line(name)})" for name in SPECS)
        + f" (default: {DEFAULT_SPEC})",
    )
    add(
        "--mark",
        metavar="HOW",
        default=MARKS[0],
        help="how the files say that they were generated: c2pa (signed, and in words) or none "
        f"(default: {MARKS[0]}); deepaudio verify FILE tells what a file says",
    )
    add(
        "--watermark",
        action="store_true",
        help="an inaudible watermark in the mix and the preview, not in clips and stems; it needs "
        "deepaudio-editors[watermark]; deepaudio verify FILE looks for it",
    )
    add(
        "--stems",
        action="store_true",
        help="also the mix as files: dialogue, effects, ambience, music and effects, and all "
        "of it, each a Broadcast WAV with the timeline's timecode",
    )


def _target(name: str) -> str:
    """The name of a host that can be written for. Raises UsageError with those that can."""
    from deepaudio_plugin.hosts.registry import target

    return target(name).name
