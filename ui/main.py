"""Entry point of `deepaudio-panel`."""

from __future__ import annotations

import sys


def main() -> int:
    """Say that the window is still to come, and what works today."""
    print(
        "The DeepAudio panel is not part of this version yet.\n"
        "Until then: deepaudio render TIMELINE.otio --subtitles LINES.srt",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
