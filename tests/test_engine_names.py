"""An engine is known by what it can do: no code outside its own folder compares its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENGINES = ROOT / "deepaudio" / "engines"
FOLDERS = ("deepaudio", "deepaudio_plugin", "ui", "resources/hosts", "tools")

MAY_NAME_AN_ENGINE: dict[str, str] = {}
"""Files whose texts name an engine, and why; empty is best."""


def own_names() -> set[str]:
    """The names that the engines of this package give themselves, read from their sources."""
    names = set()
    for folder in ENGINES.iterdir():
        if not (folder / "plugin.py").is_file():
            continue
        for path in folder.glob("*.py"):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "NAME":
                    names.add(ast.literal_eval(node.value))
    return names


def sources() -> Iterator[Path]:
    own = [folder for folder in ENGINES.iterdir() if (folder / "plugin.py").is_file()]
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not any(path.is_relative_to(engine) for engine in own):
                yield path


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Every text of a module but its docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def test_the_engines_of_this_package_are_two() -> None:
    assert own_names() == {"deepaudio-v1", "sketch"}


def test_no_code_outside_an_engine_holds_its_name() -> None:
    names = own_names()
    found = [
        f"{path.relative_to(ROOT)}:{line} {text!r}"
        for path in sources()
        for line, text in literals(path)
        if text in names and str(path.relative_to(ROOT)) not in MAY_NAME_AN_ENGINE
    ]
    assert found == []
