"""What every panel is given: the link to the backend and the shared state."""

from __future__ import annotations

from dataclasses import dataclass, field

from .actions import Actions
from .link import BackendLink
from .state.heard_tracks import HeardTracks
from .state.notices import Notices
from .state.preferences import Preferences
from .state.selection import Playhead, Selection
from .state.timeline import TimelineState


@dataclass(frozen=True)
class PanelContext:
    """The parts that a panel is made of, without its widgets.

    Panels read `state`, listen to its signals, and give orders through `link`; `actions` is
    every command with its shortcut, connected by the panel that carries it out.
    """

    link: BackendLink
    state: TimelineState
    selection: Selection
    playhead: Playhead
    notices: Notices
    preferences: Preferences
    actions: Actions
    heard: HeardTracks = field(default_factory=HeardTracks)
