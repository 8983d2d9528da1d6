"""The timeline view on the demo, as wide as a window."""

from __future__ import annotations

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.timeline.view import TimelineView
from pytestqt.qtbot import QtBot


@pytest.fixture
def view(demo: PanelContext, qtbot: QtBot) -> TimelineView:
    """Shown, with everything of the demo painted."""
    made = TimelineView(demo)
    qtbot.addWidget(made)
    made.resize(1200, 460)
    made.show()
    qtbot.waitUntil(lambda: not made.is_stale)
    return made
