"""Just enough of Hiero's Python API, after learn.foundry.com's reference and the exporter and
importer that Foundry ships. `install` puts it where `import hiero` finds it."""

from __future__ import annotations

import sys
import types


class Track:
    def __init__(self, name, items=()):
        self._name, self._items = name, list(items)

    def name(self):
        return self._name

    def numItems(self):
        return len(self._items)


class TrackItem:
    def __init__(self, first, last):
        self._first, self._last = first, last

    def timelineIn(self):
        return self._first

    def timelineOut(self):
        return self._last  # the last frame, inclusive


class Sequence:
    def __init__(self, name, project, timeline=None):
        self._name, self._project, self.timeline = name, project, timeline

    def name(self):
        return self._name

    def setName(self, name):
        self._name = name

    def project(self):
        return self._project

    def binItem(self):
        return self

    def audioTracks(self):
        return [Track(track.name, track.find_clips()) for track in self.timeline.audio_tracks()]


class Project:
    def __init__(self, path=""):
        self._path, self.sequences, self.locked = path, [], False

    def path(self):
        return self._path

    def clipsBin(self):
        return self

    def importSequence(self, path):  # a Bin's; the only way in 13.2
        self.add(path)

    def add(self, path):
        if self.locked:
            raise RuntimeError("Bin is locked")
        import opentimelineio as otio  # the host's own; not at its start

        timeline = otio.adapters.read_from_file(path)
        self.sequences.append(Sequence(timeline.name, self, timeline))


class Builder132:
    """The exporter of 13.2: the sequence alone."""

    def __init__(self, sequence):
        self._sequence = sequence

    def warnings(self):
        return ["Clip 'a' frame rate 25 does not match sequence"]

    def buildTimeline(self):
        return self._sequence.timeline


class Builder(Builder132):
    """The exporter of later versions."""

    def __init__(self, sequence, rendered, effects):
        super().__init__(sequence)
        self.switches = (rendered, effects)


class Importer132:
    pass


class Importer:
    """The importer of later versions."""

    def importToNewSequence(self, path, bin_item):
        bin_item.add(path)

    def getWarningMessages(self):
        return []


class Viewer:
    def __init__(self):
        self.frame = 0

    def time(self):
        return self.frame

    def setTime(self, frame):
        self.frame = frame


class Action:
    def __init__(self, title):
        self.title = title
        self.triggered = self

    def connect(self, called):
        self.trigger = called


class Menu:
    def __init__(self):
        self.actions = {}

    def addMenu(self, title):
        return self

    def addAction(self, title):
        self.actions[title] = Action(title)
        return self.actions[title]


class FakeHiero:
    """A host with one project."""

    def __init__(self, project, *, old=False):
        self.project, self.active, self.chosen = project, None, []
        self.menu, self.viewer = Menu(), Viewer()
        self._builder = Builder132 if old else Builder
        self._importer = Importer132 if old else Importer

    def install(self, monkeypatch):
        core = types.ModuleType("hiero.core")
        core.env = {"VersionString": "16.0v4"}
        core.Sequence = Sequence
        core.findItemsInProject = lambda project, kind: tuple(project.sequences)
        ui = types.ModuleType("hiero.ui")
        ui.activeSequence = lambda: self.active
        ui.currentViewer = lambda: self.viewer
        ui.getTimelineEditor = lambda sequence: types.SimpleNamespace(
            selection=lambda: tuple(self.chosen)
        )
        ui.openInTimeline = lambda item: setattr(self, "active", item)
        ui.menuBar = lambda: self.menu
        exporters = types.ModuleType("hiero.exporters.FnOTIOExportTask")
        exporters.OTIOTimelineBuilder = self._builder
        importers = types.ModuleType("hiero.importers.FnOTIOImporter")
        importers.OtioImporter = self._importer
        hiero = types.ModuleType("hiero")
        hiero.core, hiero.ui = core, ui
        for name, module in {
            "hiero": hiero,
            "hiero.core": core,
            "hiero.ui": ui,
            "hiero.exporters": types.ModuleType("hiero.exporters"),
            "hiero.exporters.FnOTIOExportTask": exporters,
            "hiero.importers": types.ModuleType("hiero.importers"),
            "hiero.importers.FnOTIOImporter": importers,
        }.items():
            monkeypatch.setitem(sys.modules, name, module)
