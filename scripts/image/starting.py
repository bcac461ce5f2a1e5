"""The image as Railway would start it: its own user, a read-only root, process 1, APP_ENV alone.

Runs in a network namespace of its own, in which there is nobody but the image.
"""

import contextlib
import fcntl
import http.client
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dockerfile import ROOT, Stage, environment_of, fail, read_dockerfile, say
from roots import run

SERVING_SECONDS = 20
ENVIRONMENTS = {
    "staging": "http://tempo.staging.railway.internal:4318/v1/traces",
    "production": "http://tempo.production.railway.internal:4318/v1/traces",
}


def raise_loopback() -> None:
    """Sets lo up: the namespace has no other network, as a service that knows nobody."""
    with socket.socket() as any_socket:
        request = struct.pack("16sh14x", b"lo", 0x1 | 0x40)  # IFF_UP, IFF_RUNNING
        fcntl.ioctl(any_socket, 0x8914, request)  # SIOCSIFFLAGS


def ask_health(port: int) -> dict[str, object]:
    deadline = time.monotonic() + SERVING_SECONDS
    while True:
        try:
            connection = http.client.HTTPConnection("::1", port, timeout=5)
            connection.request("GET", "/health")
            reply = connection.getresponse()
            body = reply.read()
            if reply.status != 200:
                fail(f"/health answered {reply.status}")
            return json.loads(body)
        except OSError:
            if time.monotonic() > deadline:
                fail("/health did not answer")
            time.sleep(0.05)


def enter(root: str, stage: Stage, environment: str, command: list[str]) -> list[str]:
    """`command` in the image: its root, folder and variables, its user without any privilege."""
    user = stage.last("USER")
    variables = environment_of(stage) | {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "APP_ENV": environment,
    }
    given = [f"{name}={value}" for name, value in variables.items()]
    inner = ["env", "-i", f"--chdir={stage.last('WORKDIR')}", *given, *command]
    privileges = ["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "--clear-groups"]
    return [
        "chroot", root, "setpriv", f"--reuid={user}", f"--regid={user}", *privileges, *inner
    ]  # fmt: skip


def prove_start(root: str, environment: str) -> None:
    """Runs in namespaces of its own: the image as process 1, asked and stopped."""
    stage = read_dockerfile((ROOT / "Dockerfile").read_text())[-1]
    raise_loopback()
    command = json.loads(stage.last("ENTRYPOINT")) + json.loads(stage.last("CMD"))
    port = int(stage.last("EXPOSE"))
    with tempfile.TemporaryFile() as out:
        inside = enter(root, stage, environment, command)
        process = subprocess.Popen(
            ["unshare", "--pid", "--fork", "--kill-child", f"--mount-proc={root}/proc", *inside],
            stdin=subprocess.DEVNULL, stdout=out, stderr=out,
        )  # fmt: skip
        try:
            check_running(root, stage, environment, port, process.pid)
            status = process.wait(20)
        except BaseException:
            out.seek(0)
            sys.stderr.write(out.read().decode("utf-8", "replace"))
            raise
        out.seek(0)
        lines = [json.loads(line) for line in out.read().decode().splitlines()]
    if status != 0:
        fail(f"ended with {status} after {stage.last('STOPSIGNAL')}")
    if not lines[-1]["message"].startswith("Stopped: "):
        fail(f"its last line is {lines[-1]}")
    say(f"APP_ENV={environment}: serves, is read-only and not root, and stops with 0")


def check_running(root: str, stage: Stage, environment: str, port: int, unshare: int) -> None:
    health = ask_health(port)
    tracing = health["tracing"]
    if (health["environment"], tracing["endpoint"]) != (environment, ENVIRONMENTS[environment]):
        fail(f"APP_ENV={environment} reports {health}")
    if health["service"] != f"gatewayz-api-{environment}":
        fail(f"APP_ENV={environment} is called {health['service']}")
    children = Path(f"/proc/{unshare}/task/{unshare}/children").read_text().split()
    (server,) = children
    status = Path(f"/proc/{server}/status").read_text()
    user = re.search(r"^Uid:\s+(\d+)\s+(\d+)", status, re.M).groups()
    if set(user) != {stage.last("USER")} or "CapEff:\t0000000000000000" not in status:
        fail(f"it does not run as user {stage.last('USER')}: {user}")
    if re.search(r"^NSpid:.*\s1$", status, re.M) is None:
        fail("it is not process 1 of its container")
    probe = json.loads(stage.last("HEALTHCHECK").partition("CMD ")[2])
    run(*enter(root, stage, environment, probe), stdout=subprocess.DEVNULL)
    with contextlib.suppress(OSError):
        (Path(root) / "app/written").write_text("")
        fail("the root can be written to")
    os.kill(int(server), getattr(signal, stage.last("STOPSIGNAL")))
