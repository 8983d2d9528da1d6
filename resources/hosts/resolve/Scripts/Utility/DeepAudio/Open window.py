"""Send the open timeline to DeepAudio's window. Resolve: Workspace ▸ Scripts ▸ DeepAudio."""

import os
import sys
from pathlib import Path

for place in (  # Resolve gives its scripts no __file__
    r"%APPDATA%\Blackmagic Design\DaVinci Resolve\Support\Fusion\deepaudio",
    "~/Library/Application Support/Blackmagic Design/DaVinci Resolve/Fusion/deepaudio",
    "${XDG_DATA_HOME}/DaVinciResolve/Fusion/deepaudio",
    "~/.local/share/DaVinciResolve/Fusion/deepaudio",
):
    sys.path.append(str(Path(os.path.expandvars(place)).expanduser()))

from deepaudio_resolve import open_window  # noqa: E402

open_window(resolve)  # noqa: F821 - Resolve puts itself there
