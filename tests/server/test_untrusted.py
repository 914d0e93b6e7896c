"""What a folder holds is data: nothing of it is run, whether its user trusts it or not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.client import Client

Make = Callable[..., Client]
MARK = "was-run"
# Runs the server with an ear for what starts programs, opens sockets, or loads code from outside Python's own folders.
EAR = """
import os, sys
WATCHED = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork", "socket.connect", "ctypes.dlopen")
OWN = ("ctypes.dlopen", (None,))  # the process itself: the allocator is asked to give memory back
def hear(event, args):
    if (event, args) == OWN:
        return
    if event in WATCHED or event.startswith("socket.") and event != "socket.__new__":
        os.write(int(os.environ["EAR"]), f"{event} {args!r}\\n".encode())
sys.addaudithook(hear)
sys.argv[:] = ["pebre", "server"]
from pebre_server import __main__
raise SystemExit(__main__.main())
"""


@pytest.mark.slow
@pytest.mark.parametrize("is_trusted", [True, False])
def test_nothing_of_the_workspace_is_run(make: Make, tmp_path: Path, is_trusted: bool) -> None:
    work, heard = tmp_path / "work", tmp_path / "heard"
    python = work / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\ntouch {work}/{MARK}\n", encoding="utf-8")
    python.chmod(0o755)
    (work / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.12.0\n", encoding="utf-8")
    trap = f"import pathlib\npathlib.Path({str(work / MARK)!r}).touch()\n"
    for name in ("sitecustomize.py", "conftest.py", "setup.py", "typing.py", "pebre_server.py", "main.py", "lib.py"):
        (work / name).write_text(trap, encoding="utf-8")
    (work / "pyproject.toml").write_text('[tool.pebre.environment]\npython = ".venv/bin/python"\n', encoding="utf-8")
    heard.touch()
    start = f"import os\nos.environ['EAR'] = str(os.open({str(heard)!r}, os.O_WRONLY | os.O_APPEND))\n{EAR}"
    client = make(command=[sys.executable, "-I", "-c", start], cwd=work)
    client.begin(rootUri=work.as_uri(), initializationOptions={"untrustedWorkspace": not is_trusted})
    uri = (work / "main.py").as_uri()
    client.open("import lib, setup, conftest\nlib.pathlib\nmissing\n", uri)
    assert client.result(client.hover(0, 8, uri), 60)
    assert client.result(client.request("textDocument/completion", client.at(1, 4, uri)), 60)
    report = client.result(client.request("workspace/executeCommand", {"command": "pebre.debugInformation"}), 60)
    assert ("not trusted" in report) == (not is_trusted)
    assert client.end() == 0
    assert heard.read_text(encoding="utf-8") == ""
    assert not (work / MARK).exists()
