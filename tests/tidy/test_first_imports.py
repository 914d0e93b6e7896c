"""Modules of the inference need each other; each that others ask for can be the first one that is imported."""

import os
import re
import subprocess
import sys

import pytest

from tests.tidy import tree

ASKED = re.compile(r"^ *from pebre_analysis\.types\.infer import (\([^)]*\)|.*)$", re.MULTILINE)
SCRIPT = """
import importlib, os, sys
import pebre_analysis.types.db, pebre_analysis.types.algebra.call
for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        importlib.import_module("pebre_analysis.types.infer." + name)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(name + " cannot be imported first")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are copied")
def test_each_module_that_is_asked_for_can_be_the_first() -> None:
    names: set[str] = set()
    for path in (tree.ROOT / "analysis").rglob("*.py"):
        if path.parent.name != "infer":
            for found in ASKED.findall(path.read_text(encoding="utf-8")):
                names.update(each.split(" as ")[0].strip() for each in found.strip("()").split(",") if each.strip())
    assert {"region", "states", "interface"} <= names
    done = subprocess.run([sys.executable, "-c", SCRIPT, *sorted(names)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
