"""The token by which a Ray cluster knows its people."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from deepaudio_plugin.core.errors import FarmError
from deepaudio_plugin.farm.token import LOCAL, use_token

VARIABLES = ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH")


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in VARIABLES:
        monkeypatch.setenv(name, "")  # so that it is restored, whatever is done to it
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / ".ray").mkdir()
    return tmp_path


@pytest.fixture
def cluster():
    """Starts what answers as a cluster does that asks for a token, or for none."""
    grpc = pytest.importorskip("grpc", reason="Ray is not installed")
    servers = []

    def start(asks):
        def refuse(_request, context):
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "no token")

        answer = refuse if asks else lambda _request, _context: b""
        handler = grpc.unary_unary_rpc_method_handler(answer)
        server = grpc.server(ThreadPoolExecutor(1))
        server.add_generic_rpc_handlers(
            (
                grpc.method_handlers_generic_handler(
                    "ray.rpc.NodeInfoGcsService", {"GetClusterId": handler}
                ),
                grpc.method_handlers_generic_handler("ray.rpc.RayletDriver", {"KVExists": handler}),
            )
        )
        servers.append(server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        return f"127.0.0.1:{port}"

    yield start
    for server in servers:
        server.stop(None).wait()


def told():
    return {name: os.environ[name] for name in VARIABLES if name in os.environ}


def leave_token(home):
    (home / ".ray" / "auth_token").write_text("abc\n")


@pytest.mark.parametrize("scheme", ["", "ray://"])
def test_a_cluster_that_asks_is_shown_the_token(home, cluster, scheme):
    leave_token(home)
    use_token(scheme + cluster(asks=True))
    assert told() == {"RAY_AUTH_MODE": "token"}


@pytest.mark.parametrize("scheme", ["", "ray://"])
def test_one_that_does_not_ask_is_not(home, cluster, scheme):
    leave_token(home)
    use_token(scheme + cluster(asks=False))
    assert told() == {}


@pytest.mark.parametrize("content", [None, "", " \n"])
def test_where_one_is_asked_for_and_none_is_here_that_is_said(home, cluster, content):
    if content is not None:
        (home / ".ray" / "auth_token").write_text(content)
    with pytest.raises(FarmError, match="asks for a token") as caught:
        use_token(cluster(asks=True))
    assert "ray get-auth-token" in caught.value.hint


def test_a_token_that_the_environment_names_counts(home, cluster, monkeypatch):
    (home / "elsewhere").write_text("abc")
    monkeypatch.setenv("RAY_AUTH_TOKEN_PATH", str(home / "elsewhere"))
    use_token(cluster(asks=True))
    assert told()["RAY_AUTH_MODE"] == "token"


@pytest.mark.parametrize("address", ["auto", "127.0.0.1:1", "head", "http://a b"])
def test_where_nobody_answers_ray_says_so(home, address):
    leave_token(home)
    use_token(address)
    assert told() == {}


def test_who_has_chosen_is_obeyed(home, cluster, monkeypatch):
    leave_token(home)
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    use_token(cluster(asks=True))
    assert told() == {"RAY_AUTH_MODE": "disabled"}


def test_a_cluster_of_ours_has_a_token_for_itself_and_leaves_none_behind(home):
    use_token(LOCAL)
    assert told()["RAY_AUTH_MODE"] == "token" and len(told()["RAY_AUTH_TOKEN"]) >= 32
    assert list((home / ".ray").iterdir()) == []
