"""DeepAudio in Nuke Studio and Hiero: its menu. Run by the host when its windows are there.

Hiero's start-up folders: learn.foundry.com, Hiero Python Developers Guide, Environment Setup.
"""

from __future__ import annotations

import sys
from pathlib import Path

# At the end: what the host brings itself is found first.
sys.path.append(str(Path(__file__).resolve().parents[2] / "deepaudio"))

import deepaudio_nuke

deepaudio_nuke.add_menu()
