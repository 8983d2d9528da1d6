"""From what a timeline says about its media to files that exist on this machine.

A timeline travels: its paths may belong to another computer or system. Each is tried as
written, decoded, relative to the timeline and in other spellings, then by name below the
folders the user gave. Nothing is ever fetched from a network, and a share of one is only asked
where the timeline itself or a folder that the user gave is on it: asking tells the share who
asks. Only plain files are media; a pipe or a device may never answer.
"""

from __future__ import annotations

import contextlib
import ntpath
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from deepaudio_plugin.core.errors import MediaError, MediaMissingError
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.core.regular import irregular
from deepaudio_plugin.timeline.identity import MediaIdentity

_NETWORK = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_FILE_URL = re.compile(r"file:(?://([^/\\]*))?(.*)", re.IGNORECASE | re.DOTALL)
_DRIVE = re.compile(r"/?[a-z]:[\\/]", re.IGNORECASE)
_SCHEME = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+:", re.IGNORECASE)  # not a drive's one letter
_MAX_INDEXED = 500_000  # files below one root

Test = Callable[[Path], bool]


class MediaResolver:
    """Finds media files; asks the disk about each address only once.

    `base` is the folder relative paths start from, `roots` are folders searched by name,
    with everything below them. `notes` tells of choices a person may want to check.
    """

    def __init__(self, base: Path, roots: Sequence[Path] = ()) -> None:
        self.base = Path(base)
        self.roots = tuple(Path(root) for root in roots)
        self.notes: list[str] = []
        self._identity = MediaIdentity()
        self._files: dict[str, Path | MediaError] = {}
        self._folders: dict[tuple[str, str], Path | MediaError] = {}
        self._index: dict[str, list[Path]] | None = None
        self._listings: dict[Path, dict[str, str]] = {}
        self._spellings: dict[Path, Path | None] = {}

    def resolve(self, target_url: str) -> Path:
        """The file behind a media reference's address.

        Raises `MediaMissingError` saying where it was looked for, `MediaError` for
        addresses on a network.
        """
        if target_url not in self._files:
            self._files[target_url] = self._look_up(target_url)
        return _given(self._files[target_url])

    def resolve_folder(self, target_url: str, member: str) -> Path:
        """The folder of an image sequence that has a file called `member`.

        Raises like `resolve`. An empty address is the timeline's own folder.
        """
        key = (target_url, member)
        if key not in self._folders:
            self._folders[key] = self._look_up_folder(target_url, member)
        return _given(self._folders[key])

    def identity(self, picture: PictureSource) -> str:
        """Which media a picture is, for content keys: see `MediaIdentity`."""
        return self._identity(picture)

    def names(self, folder: Path) -> dict[str, str]:
        """What a folder holds: names by their folded form (case and Unicode form aside)."""
        if folder not in self._listings:
            try:
                self._listings[folder] = {_fold(name): name for name in _listed(folder)}
            except OSError:
                self._listings[folder] = {}
        return self._listings[folder]

    # -- looking up ------------------------------------------------------------------

    def _look_up(self, url: str) -> Path | MediaError:
        refused = _refusal(url)
        if refused:
            return refused
        for candidate in self._candidates(url):
            found = self._existing(candidate, _is_plain)
            if found:
                return found
        return self._relinked(url) or self._irregular(url) or self._missing(url)

    def _look_up_folder(self, url: str, member: str) -> Path | MediaError:
        refused = _refusal(url) if url else None
        if refused:
            return refused
        for candidate in self._candidates(url) if url else iter([self.base]):
            found = self._existing(candidate, os.path.isdir)
            if found:
                return found
        wanted = f"{url.rstrip('/')}/{member}"
        relinked = self._relinked(wanted)
        return relinked.parent if relinked else self._missing(wanted)

    def _candidates(self, url: str) -> Iterator[Path]:
        """Places an address may mean, most literal first, none twice."""
        seen: set[Path] = set()
        for text in _spellings(url):
            for path in self._rooted(text):
                if path not in seen:
                    seen.add(path)
                    yield path

    def _rooted(self, text: str) -> Iterator[Path]:
        if "\0" in text:
            return
        foreign = foreign_share(text, (self.base, *self.roots))
        if (os.name == "nt" and not foreign) or (os.name != "nt" and not _is_windows(text)):
            yield self.base / text  # an absolute path stays itself
        if "\\" in text and os.name != "nt" and not _is_windows(text):
            yield self.base / text.replace("\\", "/")
        parts = _parts(text)
        if _is_absolute(text):  # the project folder may have moved with the timeline
            for first in range(max(0, len(parts) - 4), len(parts)):
                yield self.base.joinpath(*parts[first:])

    def _existing(self, path: Path, is_kind: Test) -> Path | None:
        """`path` itself, or the same in another case or Unicode form."""
        if is_kind(path):
            return path
        folder = self._spelled(path.parent)
        name = self.names(folder).get(_fold(path.name)) if folder else None
        found = folder / name if folder and name else None
        return found if found and is_kind(found) else None

    def _spelled(self, folder: Path) -> Path | None:
        """A folder as the disk spells it; None when there is none."""
        if folder not in self._spellings:
            self._spellings[folder] = (
                folder
                if os.path.isdir(folder)  # noqa: PTH112 - of a name that is too long, too
                else None
                if folder == folder.parent
                else self._existing(folder, os.path.isdir)
            )
        return self._spellings[folder]

    # -- by name ---------------------------------------------------------------------

    def _relinked(self, url: str) -> Path | None:
        """The file of that name below a root whose folders agree best with the address."""
        for text in _spellings(url):
            wanted = [_fold(part) for part in _parts(text)]
            found = self._by_name().get(wanted[-1], []) if wanted else []
            if found:
                return self._best(found, wanted)
        return None

    def _best(self, found: list[Path], wanted: list[str]) -> Path:
        scores = [_agreement([_fold(part) for part in path.parts], wanted) for path in found]
        best = [path for path, score in zip(found, scores, strict=True) if score == max(scores)]
        if len(best) > 1:
            self.notes.append(
                f"{len(best)} files are called {best[0].name!r} below the media roots: "
                f"{best[0]} is used"
            )
        return best[0]

    def _by_name(self) -> dict[str, list[Path]]:
        if self._index is None:
            self._index = {}
            for root in self.roots:
                self._add_root(root)
        return self._index

    def _add_root(self, root: Path) -> None:
        assert self._index is not None
        count = 0
        for folder, subfolders, names in os.walk(root):
            subfolders.sort()
            for name in sorted(names):
                self._index.setdefault(_fold(name), []).append(Path(folder, name))
            count += len(names)
            if count > _MAX_INDEXED:
                self.notes.append(f"{root} holds more than {_MAX_INDEXED} files: not all were seen")
                return

    def _irregular(self, url: str) -> MediaError | None:
        """What to say of a pipe or a device in the place of media."""
        for candidate in self._candidates(url):
            with contextlib.suppress(OSError, ValueError):
                kind = irregular(candidate)
                if kind and not candidate.is_dir():
                    return MediaError(
                        f"the clip's media is {kind}, not a file: {candidate}",
                        hint="relink the clip to a media file",
                    )
        return None

    def _missing(self, url: str) -> MediaMissingError:
        if refused := _unopened(url, (self.base, *self.roots)):
            return MediaMissingError(
                f"media is missing: {url} is {refused}",
                hint="give a folder that holds the media with --media-root DIR",
            )
        *_, text = _spellings(url)
        shown = text if _is_absolute(text) else self.base / text
        looked = f"{shown} does not exist"
        if self.roots:
            looked += ", nor a file of that name below " + ", ".join(map(str, self.roots))
        return MediaMissingError(
            f"media is missing: {looked}",
            hint="give the folder that holds the media with --media-root DIR",
        )


def _is_plain(path: Path) -> bool:
    try:
        return not irregular(path)
    except (OSError, ValueError):
        return False


def _listed(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries)


def _given(found: Path | MediaError) -> Path:
    if isinstance(found, MediaError):
        raise type(found)(found.message, hint=found.hint)
    return found


def _refusal(url: str) -> MediaError | None:
    """Why an address cannot be a file here, if it cannot."""
    if not url.strip():
        return MediaMissingError(
            "the clip's media reference names no file", hint="relink the clip in its host"
        )
    if _NETWORK.match(url):
        return MediaError(
            f"media on a network is not fetched: {url}",
            hint="download it and relink the clip, or give its folder with --media-root DIR",
        )
    return None


def _unopened(url: str, trusted: Sequence[Path]) -> str:
    """What an address is that is never opened, to be named where nothing else was found."""
    if any(foreign_share(text, trusted) for text in _spellings(url)):
        return "on a network share, which is not opened"
    match = _FILE_URL.fullmatch(url)
    if match and (match.group(1) or "").lower() not in ("", "localhost"):
        return "on another computer, which is not asked"
    return "no address of a file, and not opened" if _SCHEME.match(url) else ""


def foreign_share(text: str, trusted: Sequence[Path]) -> bool:
    """Whether a path leads to a Windows share that none of the trusted folders is on."""
    if os.name != "nt" and not text.startswith("\\\\"):
        return False  # two slashes are one here
    share = _share(text)
    return bool(share) and share not in {_share(str(folder)) for folder in trusted}


def _share(text: str) -> str:
    r"""Server and folder of a path such as `\\server\folder\film.mov`; "" if it is on a drive."""
    root = ntpath.splitdrive(text)[0].replace("/", "\\").casefold()
    return root if root.startswith("\\\\") else ""


def _spellings(url: str) -> Iterator[str]:
    """The path an address means: as written first, for names that hold `%` or `#`."""
    match = _FILE_URL.fullmatch(url)
    if not match:
        yield url
        yield unquote(url)
        return
    host, path = match.group(1) or "", match.group(2)
    local = host.lower() in ("", "localhost")
    for text in (path, unquote(path)):
        if _DRIVE.match(text):
            yield text.lstrip("/")
        elif local:
            yield text
        else:
            yield f"//{unquote(host)}{text}"  # a server's share
            yield f"{unquote(host)}{text}"  # or a relative path written with two slashes
    plain = re.split(r"[?#]", path, maxsplit=1)[0]
    if plain != path:
        yield unquote(plain)


def _is_windows(text: str) -> bool:
    return bool(_DRIVE.match(text)) or text.startswith("\\\\")


def _is_absolute(text: str) -> bool:
    return text.startswith("/") or _is_windows(text)


def _parts(text: str) -> list[str]:
    """Folder names and file name, whichever slashes divide them; never a drive or `..`."""
    divider = r"[\\/]+" if _is_windows(text) or "/" not in text else r"/+"
    parts = [part for part in re.split(divider, text) if part not in ("", ".", "..")]
    return parts[1:] if parts and re.fullmatch(r"[A-Za-z]:", parts[0]) else parts


def _agreement(path: list[str], wanted: list[str]) -> int:
    """How many trailing parts are the same."""
    count = 0
    for one, other in zip(reversed(path), reversed(wanted), strict=False):
        if one != other:
            break
        count += 1
    return count


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
