"""Entry point of `deepaudio-panel`: the desktop window."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from deepaudio_plugin.core.faults import watch_faults
from deepaudio_plugin.core.foreign_text import visible
from deepaudio_plugin.core.logs import start_log
from deepaudio_plugin.hosts import registry

if TYPE_CHECKING:
    from .shells.window import MainWindow

_NO_QT = """\
The window needs PySide6, which could not be loaded:
  {error}
Install it with:  pip install PySide6-Essentials
On Debian or Ubuntu also:  apt-get install libegl1 libgl1 libxkbcommon0 libdbus-1-3 \
libfontconfig1 libglib2.0-0 libxcb-cursor0
Without a window:  deepaudio render TIMELINE.otio --subtitles LINES.srt"""


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window, with a timeline if one is named. Returns the exit code."""
    args = _parser().parse_args(argv)
    start_log("panel", args.verbose)
    watch_faults(everything=True)  # no host shares this process
    try:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        print(visible(_NO_QT.format(error=error)), file=sys.stderr)
        return 3
    from .shells.chatter import keep_chatter_off
    from .shells.companion import claim, start_companion
    from .shells.message_window import show_message
    from .state.preferences import Preferences
    from .theme.appearance import APPEARANCE, appearance_of, apply_appearance
    from .translation import LANGUAGE, install_translation

    keep_chatter_off()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("DeepAudio")
    app.setOrganizationName("DeepAudio")
    install_translation(app, args.language or str(Preferences().get(LANGUAGE, "") or ""))
    if appearance := appearance_of(Preferences().get(APPEARANCE, "")):
        apply_appearance(app, appearance)
    if args.say:
        return show_message(args.say)
    watched = args.watch or (args.timeline if args.host else None)
    lock = claim(watched) if watched is not None else None  # held until this function ends
    if watched is not None and lock is None:
        print(visible(f"{watched} is watched by another window already: look there."))
        return 0
    window = _window(args)
    if watched is not None:
        start_companion(window, watched, args.host)
    signal.signal(signal.SIGINT, lambda *_: window.close())
    awake = QTimer(interval=250)  # lets Python see the signal
    awake.timeout.connect(lambda: None)
    awake.start()
    return int(app.exec())


def _window(args: argparse.Namespace) -> MainWindow:
    """The window, with a timeline if one is named."""
    from .shells.collector import quiet_collector
    from .shells.window import MainWindow

    window = MainWindow()
    quiet_collector(window.panel.context)
    window.show()
    window.panel.start()
    if args.timeline is not None:
        window.panel.open(args.timeline, args.subtitles)
    return window


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="deepaudio-panel", description="DeepAudio for editors: the desktop window."
    )
    targets = registry.target_names()
    parser.add_argument("timeline", metavar="TIMELINE", nargs="?", type=Path)
    parser.add_argument(
        "--subtitles", metavar="FILE", type=Path, action="append", default=[],
        help="SRT, VTT, ASS/SSA or TTML; may be given several times",
    )  # fmt: skip
    parser.add_argument(
        "--watch", metavar="PATH", type=Path,
        help="a folder or file that an editor exports to: open it, and offer each new export",
    )  # fmt: skip
    parser.add_argument(
        "--for", dest="host", default="", choices=targets, metavar="HOST",
        help=f"write what this editor imports: {', '.join(targets)}",
    )  # fmt: skip
    parser.add_argument(
        "-v", "--verbose", action="count", default=0, help="show on stderr what is being done"
    )
    parser.add_argument("--say", metavar="TEXT", default="", help=argparse.SUPPRESS)
    parser.add_argument("--language", metavar="CODE", default="", help="of the interface: en or de")
    return parser


if __name__ == "__main__":
    sys.exit(main())
