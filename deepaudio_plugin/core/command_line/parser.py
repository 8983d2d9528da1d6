"""A parser of arguments whose errors are ours."""

from __future__ import annotations

import argparse
from typing import NoReturn

from deepaudio_plugin.core.errors import UsageError


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError, so that `--json` hears of mistakes too."""

    def error(self, message: str) -> NoReturn:
        hint = f"See: {self.prog} --help"
        if "TIMELINE" in message:
            hint = f"Name the timeline first, before options such as --clips. {hint}"
        raise UsageError(message, hint=hint)
