"""A server on this machine that speaks the hub's protocol and serves release files, with faults.

    HEAD/GET /<owner>/<repo>/resolve/<revision>/<path>                 a hub's file
    GET      /<owner>/<repo>/releases/download/<tag>/<file>            a release's file
    GET      /cdn/<path>, /assets/<path>                               where both redirect to

Large files of a hub answer with the redirect and the X-Linked headers of LFS; small ones
are served in place with the git hash as ETag. Redirects go to `localhost`, another host
than 127.0.0.1 as far as HTTP is concerned.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"

_HUB = re.compile(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)")
_RELEASE = re.compile(r"/([^/]+/[^/]+)/releases/download/([^/]+)/(.+)")
_LARGE = 1000  # bytes; above, a hub's file is kept as LFS


@dataclass
class Fault:
    """What goes wrong with one answer. `cut`: bytes of the body that are sent."""

    status: int = 0
    cut: int = -1
    stall_s: float = 0.0
    corrupt: bool = False
    whole: bool = False  # a Range is not honoured


@dataclass
class Asked:
    """A request that came."""

    method: str
    path: str
    headers: dict[str, str]

    @property
    def start(self) -> int:
        """First byte asked for."""
        found = re.match(r"bytes=(\d+)-", self.headers.get("range", ""))
        return int(found[1]) if found else 0


@dataclass
class HubServer:
    """Files by `owner/repo/path` and `owner/repo/tag/file`; faults by what a path ends with."""

    url: str = ""
    hub: dict[str, bytes] = field(default_factory=dict)
    releases: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    asked: list[Asked] = field(default_factory=list)
    states_hashes: bool = True

    def fail(self, suffix: str, *faults: Fault) -> None:
        """The next bodies of paths that end so go wrong, one after another.

        `resolve:owner/repo/path` are the hub's own answers, before any redirect.
        """
        self.faults[suffix].extend(faults)

    def bodies(self, suffix: str) -> list[Asked]:
        """Requests for the bytes of a path that ends so, at the end of redirects."""
        return [
            a for a in self.asked
            if a.method == "GET" and a.path.startswith(("/cdn/", "/assets/"))
            and a.path.endswith(suffix)
        ]  # fmt: skip

    def next_fault(self, path: str) -> Fault:
        for suffix, waiting in self.faults.items():
            at_hub = suffix.startswith("resolve:"), path.startswith("resolve:")
            if path.endswith(suffix) and waiting and at_hub[0] == at_hub[1]:
                return waiting.popleft()
        return Fault()


@contextmanager
def hub_server() -> Iterator[HubServer]:
    """A server that runs for as long as the block."""
    state = HubServer()
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    httpd.daemon_threads = True
    state.url = f"http://127.0.0.1:{httpd.server_port}"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()


def _handler(state: HubServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_args: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def _answer(self, *, body: bool) -> None:
            path = urlsplit(self.path).path
            headers = {name.lower(): value for name, value in self.headers.items()}
            state.asked.append(Asked(self.command, path, headers))
            with suppress(ConnectionError):
                if hub := _HUB.fullmatch(path):
                    self._hub(f"{hub[1]}/{hub[3]}", body)
                elif release := _RELEASE.fullmatch(path):
                    self._redirect(
                        f"/assets/{release[1]}/{release[2]}/{release[3]}", state.releases
                    )
                elif path.startswith("/cdn/"):
                    self._bytes(path.removeprefix("/cdn/"), state.hub, body)
                elif path.startswith("/assets/"):
                    self._bytes(path.removeprefix("/assets/"), state.releases, body)
                else:
                    self._status(404)

        def _hub(self, key: str, body: bool) -> None:
            content = state.hub.get(key)
            fault = state.next_fault("resolve:" + key)
            if fault.status:
                return self._status(fault.status)
            if content is None:
                return self._status(404, {"X-Error-Code": "EntryNotFound"})
            if len(content) < _LARGE:
                git = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
                return self._send(content, body, {"ETag": f'"{git}"', "X-Repo-Commit": COMMIT})
            linked = {"X-Linked-Size": str(len(content)), "X-Repo-Commit": COMMIT, "ETag": '"x"'}
            if state.states_hashes:
                linked["X-Linked-ETag"] = f'"{hashlib.sha256(content).hexdigest()}"'
            return self._redirect("/cdn/" + key, state.hub, linked)

        def _redirect(
            self, path: str, files: dict[str, bytes], headers: dict[str, str] | None = None
        ) -> None:
            if path.split("/", 2)[2] not in files:
                return self._status(404)
            port = urlsplit(state.url).port
            location = {"Location": f"http://localhost:{port}{path}"}
            return self._status(302, location | (headers or {}))

        def _bytes(self, key: str, files: dict[str, bytes], body: bool) -> None:
            etag = f'"{hashlib.md5(files[key]).hexdigest()}"'
            self._send(files[key], body, {"ETag": etag})

        def _send(self, content: bytes, body: bool, headers: dict[str, str]) -> None:
            fault = state.next_fault(urlsplit(self.path).path) if body else Fault()
            if fault.status:
                return self._status(fault.status)
            start = self._start(headers["ETag"], fault)
            if start >= len(content) > 0 and start:
                return self._status(416, {"Content-Range": f"bytes */{len(content)}"})
            if fault.corrupt:
                content = content[:-1] + bytes([content[-1] ^ 1])
            self.send_response(206 if start else 200)
            if start:
                end = f"{len(content) - 1}/{len(content)}"
                self.send_header("Content-Range", f"bytes {start}-{end}")
            self.send_header("Content-Length", str(len(content) - start))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if body:
                self._body(content[start:], fault)
            return None

        def _start(self, etag: str, fault: Fault) -> int:
            found = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
            wanted = self.headers.get("If-Range", etag)
            return int(found[1]) if found and wanted == etag and not fault.whole else 0

        def _body(self, content: bytes, fault: Fault) -> None:
            sent = content if fault.cut < 0 else content[: fault.cut]
            self.wfile.write(sent)
            self.wfile.flush()
            if fault.stall_s:
                time.sleep(fault.stall_s)
            if len(sent) < len(content):
                self.close_connection = True

        def _status(self, status: int, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

    return Handler
