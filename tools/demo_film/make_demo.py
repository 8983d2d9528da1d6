"""Render the demo film and write its timeline, subtitles and ground truth.

python tools/demo_film/make_demo.py            everything
python tools/demo_film/make_demo.py walk ball  only these scenes, and the documents
python tools/demo_film/make_demo.py --documents  only the documents
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
SOURCE = Path(__file__).resolve().parent
FOLDER = SOURCE.parents[1] / "resources" / "demo"
if str(SOURCE) not in sys.path:
    sys.path.insert(0, str(SOURCE))

import documents  # noqa: E402
import encode  # noqa: E402
from check import check  # noqa: E402
from scenes.ball import Ball  # noqa: E402
from scenes.base import Scene  # noqa: E402
from scenes.door import Door  # noqa: E402
from scenes.jon import Jon  # noqa: E402
from scenes.mara import Mara  # noqa: E402
from scenes.street import Street  # noqa: E402
from scenes.walk import Walk  # noqa: E402

SCENES: dict[str, type[Scene]] = {
    scene.name: scene for scene in (Street, Walk, Ball, Door, Mara, Jon)
}


def render(name: str) -> str:
    """Render one scene to its media file."""
    scene = SCENES[name]()
    path = FOLDER / "media" / f"{name}.mp4"
    part = path.with_name(f"{name}.part.mp4")
    encode.write(part, scene.render(), scene.crf, scene.timecode())
    part.replace(path)
    return f"{path.name}: {scene.frames} frames, {path.stat().st_size / 1e6:.2f} MB"


def main() -> None:
    """Render, write, check."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenes", nargs="*", help=f"of {', '.join(SCENES)}; default: all")
    parser.add_argument("--documents", action="store_true", help="render nothing")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    options = parser.parse_args()
    names = options.scenes or ([] if options.documents else list(SCENES))
    if unknown := set(names) - set(SCENES):
        parser.error(f"no such scene: {', '.join(sorted(unknown))}")
    (FOLDER / "media").mkdir(exist_ok=True)
    with ProcessPoolExecutor(max_workers=options.jobs) as pool:
        for report in pool.map(render, names):
            print(report, flush=True)
    documents.write(FOLDER, {name: scene() for name, scene in SCENES.items()})
    check(FOLDER)


if __name__ == "__main__":
    main()
