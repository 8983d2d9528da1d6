"""`deepaudio train`: the four stages, a voice of one's own, and the demonstration."""

from __future__ import annotations

from typing import Any


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "train",
        help="train the model in its four stages, or a voice of one's own",
        description="Train the networks of DeepAudio-V1, or a voice of one's own.",
    )
    parser.add_subparsers(dest="action", metavar="ACTION", required=True)
