"""A worker and a library of takes: what one timeline needs to be rendered, or several in a row."""

from __future__ import annotations

from types import TracebackType

from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.rendering.engine_choice import EngineDesk
from deepaudio_plugin.takes.opening import open_library
from deepaudio_plugin.worker_client.choosing import worker_for


class Workshop:
    """Both, from opening to closing. A context manager."""

    def __init__(self, options: RenderOptions) -> None:
        worker = worker_for(options.farm, options.farm_map, python=options.worker_python)
        self.desk = EngineDesk(worker)
        self.desk.begin()  # the worker starts while timelines are being read
        self.library = open_library(options.library)

    def close(self) -> None:
        """End the worker."""
        self.desk.close()
        self.library.close()

    def __enter__(self) -> Workshop:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
