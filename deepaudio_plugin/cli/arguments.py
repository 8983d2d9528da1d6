"""Arguments that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

from deepaudio_plugin.errors import UsageError
from deepaudio_plugin.options import DEFAULT_DUCK_DB, DEFAULT_HANDLES, RenderOptions

TRACKS = ("speech", "audio", "mix")


def add_timeline_arguments(parser: argparse.ArgumentParser) -> None:
    """What both `plan` and `render` take."""
    parser.add_argument("timeline", metavar="TIMELINE", type=Path, help="an .otio file, or …")
    add = parser.add_argument
    add(
        "--subtitles",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="SRT, VTT, ASS/SSA or TTML; may be given several times",
    )
    add(
        "--subtitle-encoding",
        metavar="NAME",
        default="",
        help="encoding of subtitles that are neither UTF-8 nor UTF-16",
    )
    add("--language", metavar="CODE", default="en", help="language of the lines (default: en)")
    add("--engine", choices=("auto", "sketch", "deepaudio-v1"), default="auto")
    add(
        "--tracks",
        metavar="LIST",
        default="speech,audio",
        help="which tracks: any of speech,audio,mix (default: speech,audio)",
    )
    add(
        "--clips",
        metavar="NAME|INDEX",
        nargs="+",
        action="extend",
        default=[],
        help="only these shots, by clip name or number",
    )
    add("--prompt", metavar="TEXT", default="", help="what every shot should sound of")
    add("--negative-prompt", metavar="TEXT", default="", help="what no shot should sound of")
    add("--seed", metavar="N", type=int, default=0)
    add("--takes", metavar="N", type=int, default=1, help="takes for each job (default: 1)")
    add(
        "--handles",
        metavar="FRAMES",
        type=int,
        default=DEFAULT_HANDLES,
        help=f"sound beyond both ends of a clip (default: {DEFAULT_HANDLES})",
    )
    add(
        "--media-root",
        metavar="DIR",
        type=Path,
        action="append",
        default=[],
        help="where to look for media that has moved",
    )
    add("--library", metavar="DIR", type=Path, default=None, help="where takes are kept")
    add("--json", action="store_true", help="JSON lines instead of text")


def options_from(args: argparse.Namespace) -> RenderOptions:
    """The options of a parsed command. Raises UsageError for values that make no sense."""
    tracks = tuple(dict.fromkeys(t.strip() for t in args.tracks.split(",") if t.strip()))
    unknown = [t for t in tracks if t not in TRACKS]
    if unknown or not tracks:
        raise UsageError(
            f"--tracks {args.tracks!r} is not a list of tracks",
            hint="Choose from speech, audio and mix, separated by commas.",
        )
    if not 1 <= args.takes <= 99:
        raise UsageError(f"--takes {args.takes}: choose 1 to 99")
    if not 0 <= args.handles <= 1000:
        raise UsageError(f"--handles {args.handles}: choose 0 to 1000 frames")
    return RenderOptions(
        output=getattr(args, "output", None),
        subtitles=tuple(args.subtitles),
        subtitle_encoding=args.subtitle_encoding,
        language=args.language,
        engine=args.engine,
        tracks=tracks,
        clips=tuple(args.clips),
        prompt=args.prompt,
        negative_prompt=args.negative_prompt,
        seed=args.seed,
        takes=args.takes,
        handles=args.handles,
        duck_db=getattr(args, "duck", DEFAULT_DUCK_DB),
        media_roots=tuple(args.media_root),
        preview=getattr(args, "preview", None),
        in_place=getattr(args, "in_place", False),
        library=args.library,
    )
