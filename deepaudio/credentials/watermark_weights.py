"""Whether a watermark can be made and found here: by its packaged weights. Loads no torch."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

PACKAGE = "resemble-perth"
NEEDS = f"{PACKAGE} is not installed: pip install 'deepaudio-editors[watermark]'"
_WEIGHTS = "perth/perth_net/pretrained/implicit/perth_net_250000.pth.tar"


def weights() -> Path | None:
    """The file of the package; None where it is not installed.

    Looked for by the distribution's name, for another one has a module `perth` too.
    """
    try:
        path = Path(str(metadata.distribution(PACKAGE).locate_file(_WEIGHTS)))
    except metadata.PackageNotFoundError:
        return None
    return path if path.is_file() else None
