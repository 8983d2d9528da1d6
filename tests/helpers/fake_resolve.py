"""Just enough of DaVinci Resolve's scripting API. `test_resolve.py` holds every method here
against `fusionscript-stubs`."""

from __future__ import annotations

import json
from pathlib import Path


class Timeline:
    def __init__(self, name, key, text=""):
        self._name, self._key, self.text, self.exports = name, key, text, True

    def GetName(self):
        return self._name

    def GetUniqueId(self):
        return self._key

    def Export(self, path, kind, subtype):
        if self.exports:
            Path(path).write_text(self.text)
        return self.exports

    def _audio(self):
        return [t for t in json.loads(self.text)["tracks"]["children"] if t["kind"] == "Audio"]

    def GetTrackCount(self, kind):
        return len(self._audio())

    def GetTrackName(self, kind, index):
        return self._audio()[index - 1]["name"]

    def GetItemListInTrack(self, kind, index):
        children = self._audio()[index - 1]["children"]
        return [item for item in children if item["OTIO_SCHEMA"].startswith("Clip.")]


class MediaPool:
    def __init__(self, project):
        self._project = project

    def ImportTimelineFromFile(self, path, options):
        """As the real one: a file's own name wins, and a name that is taken gives nothing."""
        text = Path(path).read_text()
        name = json.loads(text)["name"]
        names = [timeline.GetName() for timeline in self._project.timelines]
        if not self._project.imports or name in names:
            return None
        made = Timeline(name, f"id-{len(names)}", text)
        self._project.timelines.append(made)
        return made


class Project:
    def __init__(self, name="My film"):
        self._name, self.timelines, self.current = name, [], None
        self.imports, self.rendering = True, False

    def GetName(self):
        return self._name

    def GetUniqueId(self):
        return "0123456789"

    def GetCurrentTimeline(self):
        return self.current

    def GetTimelineCount(self):
        return len(self.timelines)

    def GetTimelineByIndex(self, idx):
        return self.timelines[idx - 1]

    def GetMediaPool(self):
        return MediaPool(self)

    def IsRenderingInProgress(self):
        return self.rendering


class ProjectManager:
    def __init__(self, project, saved):
        self._project, self._saved = project, saved

    def GetCurrentProject(self):
        return self._project

    def GetProjectListInCurrentFolder(self):
        return self._saved


class Resolve:
    EXPORT_OTIO = "otio"
    EXPORT_NONE = "none"

    def __init__(self, project, saved=("My film",)):
        self._manager = ProjectManager(project, list(saved))

    def GetProjectManager(self):
        return self._manager

    def GetVersionString(self):
        return "21.1.0.12"


CLASSES = (Timeline, MediaPool, Project, ProjectManager, Resolve)
