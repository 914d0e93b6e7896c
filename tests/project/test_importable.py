"""Looking through libraries for names: what an edit interrupts goes on where it was."""

import pytest

from pebre_analysis.engine import cancel
from pebre_analysis.modules import search_paths
from pebre_analysis.project import importable
from pebre_analysis.source import read_error, system


class Counting(system.MemorySystem):
    """Notes which files are read."""

    read: list[str]

    def read_bytes(self, path: str, cap: int = system.MAX_CODE_BYTES) -> bytes | read_error.ReadError:
        self.read.append(path)
        return super().read_bytes(path, cap)


def test_what_was_read_is_not_read_again_after_an_interruption() -> None:
    files = {f"/lib/m{n}.py": f"def f{n}(): ...\n" for n in range(100)}
    disk = Counting(files, current_folder="/")
    disk.read = []
    path = search_paths.SearchPath(search_paths.PathKind.SITE_PACKAGES, "/lib")
    folder = importable._Folder(disk, path)  # pyright: ignore[reportPrivateUsage]  # what is read is not to be seen else
    left = 3

    def check() -> None:
        nonlocal left
        left -= 1
        if not left:
            raise cancel.Cancelled

    with pytest.raises(cancel.Cancelled):
        list(folder.offers(check))
    assert 0 < len(disk.read) < 100
    assert {each.name for each in folder.offers(lambda: None)} >= {f"f{n}" for n in range(100)}
    assert sorted(disk.read) == sorted(files)
