"""Just enough of RV's Python API, after AcademySoftwareFoundation/OpenRV."""

from __future__ import annotations

import sys
import types
from pathlib import Path


class MinorMode:
    def init(self, name, globals_, locals_, menu=None):
        self.bindings, self.menu = globals_, menu


class Event:
    def __init__(self, contents=""):
        self._contents, self.rejected = contents, False

    def contents(self):
        return self._contents

    def reject(self):
        self.rejected = True


class FakeRV:
    """A session; `export` is what RV's exporter writes."""

    def __init__(self, export="{}"):
        self.view, self.kind, self.frame, self.export = (
            "defaultSequence",
            "RVSequenceGroup",
            1,
            export,
        )
        self.opened, self.told, self.sent = [], [], []

    def _event(self, name, contents):
        self.sent.append(name)
        if self.export:
            Path(contents).write_text(self.export)

    def install(self, monkeypatch):
        commands = types.ModuleType("rv.commands")
        commands.getVersion = lambda: [4, 0, 1]
        commands.viewNode = lambda: self.view
        commands.sources = lambda: list(self.opened)
        commands.nodeType = lambda node: self.kind
        commands.getStringProperty = lambda name: ["Default Sequence"]
        commands.sendInternalEvent = self._event
        commands.frame = lambda: self.frame
        commands.frameStart = lambda: 1
        commands.setFrame = lambda frame: setattr(self, "frame", frame)
        commands.addSource = self.opened.append
        extra = types.ModuleType("rv.extra_commands")
        extra.displayFeedback = lambda words, seconds: self.told.append(words)
        rvtypes = types.ModuleType("rv.rvtypes")
        rvtypes.MinorMode = MinorMode
        rv = types.ModuleType("rv")
        rv.commands, rv.extra_commands, rv.rvtypes = commands, extra, rvtypes
        for name, module in {
            "rv": rv,
            "rv.commands": commands,
            "rv.extra_commands": extra,
            "rv.rvtypes": rvtypes,
        }.items():
            monkeypatch.setitem(sys.modules, name, module)
