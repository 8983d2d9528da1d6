"""Every text in the source that names an option or a command, as it may be told to somebody."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_COMMANDS = (
    "cache", "check", "check-takes", "doctor", "engines", "eval", "hosts", "models", "panel",
    "plan", "render", "subtitles", "verify",
)  # fmt: skip
OF_THE_COMMAND_LINE = re.compile(
    r"(?<![\w-])--[a-z][a-z-]+|\bdeepaudio (?:" + "|".join(_COMMANDS) + r")\b|(?<![\w-])-[ov]\b"
)
"""What only somebody at a command line can do something with."""


def told_texts(*folders: str) -> Iterator[tuple[str, str]]:
    """Module and text of each; a value put into a text stands there as `X`."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            module = path.relative_to(ROOT).as_posix()
            for text in _texts(ast.parse(path.read_text("utf-8"))):
                if OF_THE_COMMAND_LINE.search(text):
                    yield module, text


def _texts(tree: ast.AST) -> Iterator[str]:
    """Whole texts: parts that stand beside each other or in one f-string are one."""
    inner: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inner.add(id(node.value))  # a docstring
        if isinstance(node, ast.JoinedStr):
            inner.update(map(id, ast.walk(node)))
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values
            )
        elif id(node) not in inner and isinstance(node, ast.Constant):
            yield from [node.value] if isinstance(node.value, str) else []
