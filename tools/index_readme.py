"""The README as a package index shows it: relative links mean nothing there.

An index knows no file of the repository, so pictures and links need the repository's public
address. While there is none, pictures are left out and links become plain text, rather than
show as broken. `setup.py` calls this at each build; README.md itself stays as it is.
"""

from __future__ import annotations

import re

FILES = ""
"""Where the repository's files of a release are, with a slash at the end; "" while nowhere.

Raw files, since pictures are among them: https://HOST/OWNER/NAME/raw/v0.1.0/
"""

_PICTURE = re.compile(r"^!\[[^\]]*\]\((?P<path>[^()\s]+)\)\n\n?", re.MULTILINE)
_PICTURE_TAG = re.compile(r"^<img\b[^>]*\bsrc=\"(?P<path>[^\"]+)\"[^>]*>\n\n?", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\[\]]+)\]\((?P<path>[^()\s]+)\)")


def for_index(readme: str, files: str = FILES) -> str:
    """`readme` with relative pictures and links below `files`, or without them."""
    for rule in (_PICTURE, _PICTURE_TAG):
        readme = rule.sub(lambda found: _picture(found, files), readme)
    return _LINK.sub(lambda found: _link(found, files), readme)


def _picture(found: re.Match[str], files: str) -> str:
    path = found["path"]
    if "://" in path:
        return found[0]
    return found[0].replace(path, files + path) if files else ""


def _link(found: re.Match[str], files: str) -> str:
    path = found["path"]
    if "://" in path or path.startswith("#"):
        return found[0]
    return f"[{found['text']}]({files}{path})" if files else found["text"]
