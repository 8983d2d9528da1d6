"""A distribution as an installer would leave it in a folder, without one and without a network."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:  # pip brings one
    from pip._vendor import tomli as tomllib


def install(source: Path, target: Path) -> Path:
    """The packages of the project at `source` with their entry points, in `target`.

    What `pip install --no-deps --target` writes: the packages and a `.dist-info` folder.
    """
    project = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))
    facts = project["project"]
    for package in project["tool"]["setuptools"]["packages"]:
        shutil.copytree(source / package, target / package, ignore=_compiled)
    info = target / f"{facts['name'].replace('-', '_')}-{facts['version']}.dist-info"
    info.mkdir(parents=True)
    head = f"Metadata-Version: 2.1\nName: {facts['name']}\nVersion: {facts['version']}\n"
    (info / "METADATA").write_text(head, encoding="utf-8")
    lines = []
    for group, points in facts["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return target


def _compiled(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "__pycache__"]
