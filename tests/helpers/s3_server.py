"""An object store on this machine that speaks S3: moto's server, in a process of its own."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

MISSING = [
    name for name in ("s3fs", "moto", "flask", "flask_cors") if not importlib.util.find_spec(name)
]
WHY_NOT = f"no object store to test with: {', '.join(MISSING)} not installed"

PATIENCE_S = 60.0


@contextmanager
def s3_server() -> Iterator[dict[str, str]]:
    """A server with a bucket `takes`; the variables by which its clients find it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "moto.server",
        "-H",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(server, url)
        make_bucket(url, "takes")
        yield {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
    finally:
        server.kill()
        server.wait()


def make_bucket(url: str, name: str) -> None:
    """An empty bucket; one of that name may be there."""
    urllib.request.urlopen(urllib.request.Request(f"{url}/{name}", method="PUT")).close()


def _wait_for(server: subprocess.Popen[bytes], url: str) -> None:
    patient_until = time.monotonic() + PATIENCE_S
    while True:
        try:
            urllib.request.urlopen(f"{url}/moto-api/").close()
            return
        except (urllib.error.URLError, ConnectionError):
            assert server.poll() is None, "the server has ended"
            assert time.monotonic() < patient_until, "the server does not answer"
            time.sleep(0.05)
