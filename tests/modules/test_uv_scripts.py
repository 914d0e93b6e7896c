"""Where uv keeps the environments of scripts."""

import pytest

from pebre_analysis.modules import uv_scripts
from pebre_analysis.source import system


@pytest.mark.parametrize(
    ("script", "folder"),
    [  # as uv 0.13 named them
        ("/srv/scripts/my_script.py", "my-script-ed28b98df1748b10"),
        ("/srv/scripts/my dir/Wörk.it.py", "w-rk-it-46eb2f489c3d48d9"),
        ("/srv/scripts/abc.py", "abc-21dd05c1931c0e2f"),
        ("/srv/scripts/link.py", "link-9f510752e9c4335b"),
    ],
)
def test_the_names_of_their_folders(script: str, folder: str) -> None:
    assert uv_scripts.folder_name(script) == folder


def test_names_without_letters_and_long_ones() -> None:
    assert len(uv_scripts.folder_name("/p/___.py")) == 16
    assert uv_scripts.folder_name(f"/p/{'a' * 300}.py").startswith("a" * 100 + "-")
    assert uv_scripts.folder_name("/p/.py").startswith("-py-")


FOLDER = "environments-v2/abc-21dd05c1931c0e2f"


@pytest.mark.parametrize(
    ("variables", "cache"),
    [
        ({"UV_CACHE_DIR": "/u"}, "/u"),
        ({"XDG_CACHE_HOME": "/x"}, "/x/uv"),
        ({"HOME": "/home/me"}, "/home/me/.cache/uv"),
    ],
)
def test_the_cache_and_its_newest_folder(variables: dict[str, str], cache: str) -> None:
    files = {f"{cache}/{FOLDER}/pyvenv.cfg": "home = /usr/bin\n", f"{cache}/environments-v1/x/y": ""}
    disk = system.MemorySystem(files, variables=variables)
    assert uv_scripts.environment_of(disk, "/srv/scripts/abc.py") == f"{cache}/{FOLDER}"
    assert uv_scripts.environment_of(disk, "/srv/scripts/other.py") is None


def test_without_a_cache_there_is_none() -> None:
    assert uv_scripts.environment_of(system.MemorySystem({}), "/srv/scripts/abc.py") is None
