"""What a parsed command line asks of a render."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterable
from typing import Any

from deepaudio_plugin.cli.arguments import NAMED_SETTINGS
from deepaudio_plugin.core.delivery import DEFAULT_SPEC
from deepaudio_plugin.core.engine_settings import ANY, typed
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.options import (
    DEFAULT_DUCK_DB,
    DEFAULT_DUCK_HOLD_S,
    DEFAULT_DUCK_SPEED,
    MARKS,
    RenderOptions,
)


def options_from(args: argparse.Namespace) -> RenderOptions:
    """The options of a parsed command. Raises UsageError for values that make no sense."""
    return RenderOptions(
        output=getattr(args, "output", None),
        sequence=args.sequence,
        subtitles=tuple(args.subtitles),
        sidecar=not args.no_sidecar,
        subtitle_encoding=args.subtitle_encoding,
        subtitle_times=args.subtitle_times,
        pronounce=tuple(args.pronounce),
        language=args.language,
        engine=args.engine,
        tracks=tuple(dict.fromkeys(t.strip() for t in args.tracks.split(",") if t.strip())),
        clips=tuple(args.clips),
        cast=tuple(_casting(text) for text in args.cast),
        engine_settings=_engine_settings(args),
        prompt=args.prompt,
        negative_prompt=args.negative_prompt,
        seed=args.seed,
        takes=args.takes,
        handles=args.handles,
        channels=args.channels,
        duck_db=getattr(args, "duck", DEFAULT_DUCK_DB),
        duck_hold=getattr(args, "duck_hold", DEFAULT_DUCK_HOLD_S),
        duck_speed=getattr(args, "duck_speed", DEFAULT_DUCK_SPEED),
        spec=getattr(args, "spec", DEFAULT_SPEC),
        stems=getattr(args, "stems", False),
        mark=getattr(args, "mark", MARKS[0]),
        watermark=getattr(args, "watermark", False),
        check=getattr(args, "check", True),
        pick=getattr(args, "pick", ""),
        retries=args.retries,
        media_roots=tuple(args.media_root),
        preview=getattr(args, "preview", None),
        in_place=getattr(args, "in_place", False),
        embed=getattr(args, "embed", False),
        dialect=getattr(args, "dialect", "generic"),
        library=args.library,
        ignore_decisions=args.ignore_decisions,
        bring_back=args.bring_back,
        anew=args.anew,
        farm=args.farm,
        farm_map=tuple(args.map),
    )


def _engine_settings(args: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Settings given for whichever engine does the work."""
    named = {name: getattr(args, name) for name in (*NAMED_SETTINGS, "as_published", "low_vram")}
    given = {name: value for name, value in named.items() if value is not None}
    values = {**given, **typed(args.set)}
    return {ANY: values} if values else {}


_NAMES = {
    "duck": "duck_db",
    "media_root": "media_roots",
    "for": "dialect",
    "map": "farm_map",
    "no_check": "check",
    **dict.fromkeys((*NAMED_SETTINGS, "as_published", "low_vram", "set"), "engine_settings"),
}


def given_options(argv: Iterable[str]) -> tuple[str, ...]:
    """Fields of `RenderOptions` that a command line names, also by a shortened option.

    They count although something else was decided in a panel.
    """
    fields = {spec.name for spec in dataclasses.fields(RenderOptions)}
    options = {**{name: name for name in fields}, **_NAMES}
    typed = [word[2:].partition("=")[0].replace("-", "_") for word in argv if word[:2] == "--"]
    found = {
        options[name]
        for word in typed
        for name in ([word] if word in options else options)
        if word and name.startswith(word)
    }
    return tuple(sorted(found | ({"output"} if "-o" in argv else set())))


def _casting(text: str) -> tuple[str, str]:
    speaker, equals, voice = text.partition("=")
    if not equals or not voice.strip():
        raise UsageError(
            f"--cast {text!r} names no voice", hint="Write SPEAKER=VOICE, as in --cast MARA=alto."
        )
    return speaker.strip(), voice.strip()
