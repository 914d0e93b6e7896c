"""The machine: the real one on a temporary folder, and the one in memory beside it."""

import os
import time
from pathlib import Path

import pytest

from pebre_analysis.source import paths, read_error, system

KIND = system.Kind
ERROR = read_error.ReadErrorKind


@pytest.fixture
def disk() -> system.OsSystem:
    return system.OsSystem(variables={"HOME": "/home/me"})


def error_kind(found: object) -> read_error.ReadErrorKind:
    assert isinstance(found, read_error.ReadError)
    return found.kind


def test_files_folders_and_nothing(disk: system.OsSystem, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"x\r\n")
    stamp = disk.stat(str(tmp_path / "a.py"))
    assert (stamp.kind, stamp.size) == (KIND.FILE, 3)
    assert disk.read_bytes(str(tmp_path / "a.py")) == b"x\r\n"
    assert disk.stat(str(tmp_path)).kind is KIND.DIRECTORY
    assert disk.stat(str(tmp_path / "b")) == system.NOT_THERE
    assert error_kind(disk.read_bytes(str(tmp_path / "b"))) is ERROR.MISSING
    assert error_kind(disk.read_bytes(str(tmp_path))) is ERROR.DIRECTORY
    assert error_kind(disk.list_dir(str(tmp_path / "a.py"))) is ERROR.DIRECTORY
    assert error_kind(disk.list_dir(str(tmp_path / "b"))) is ERROR.MISSING


def test_special_files_are_never_opened(disk: system.OsSystem, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "zero.py").symlink_to("/dev/zero")
    (tmp_path / "loop.py").symlink_to(tmp_path / "loop.py")
    (tmp_path / "dead.py").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").symlink_to(tmp_path)
    started = time.monotonic()
    assert error_kind(disk.read_bytes(str(tmp_path / "pipe.py"))) is ERROR.SPECIAL
    assert error_kind(disk.read_bytes(str(tmp_path / "zero.py"))) is ERROR.SPECIAL
    assert error_kind(disk.read_bytes(str(tmp_path / "loop.py"))) is ERROR.MISSING
    assert disk.list_dir(str(tmp_path)) == (
        ("dead.py", KIND.MISSING),
        ("folder", KIND.DIRECTORY),
        ("loop.py", KIND.MISSING),
        ("pipe.py", KIND.OTHER),
        ("zero.py", KIND.OTHER),
    )
    assert disk.realpath(str(tmp_path / "loop.py"))
    assert disk.realpath(str(tmp_path / "folder")) == disk.realpath(str(tmp_path))
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("in_memory", [False, True])
def test_a_part_is_read_from_an_offset_on(in_memory: bool, disk: system.OsSystem, tmp_path: Path) -> None:
    path = (tmp_path / "a").as_posix()
    on: system.System = disk
    if in_memory:
        on = memory = system.MemorySystem()
        memory.write(path, "0123456789")
    else:
        Path(path).write_text("0123456789", encoding="utf-8")
    assert [on.read_part(path, *each) for each in ((0, 3), (8, 5), (20, 1))] == [b"012", b"89", b""]
    assert on.read_part(path + "/none", 0, 1) == b""


def test_no_more_than_the_cap_is_read(disk: system.OsSystem, tmp_path: Path) -> None:
    (tmp_path / "big.py").write_bytes(b"x" * 11)
    assert disk.read_bytes(str(tmp_path / "big.py"), 11) == b"x" * 11
    found = disk.read_bytes(str(tmp_path / "big.py"), 10)
    assert found == read_error.ReadError(ERROR.TOO_LARGE, "The file is larger than 10 bytes")


def test_a_file_that_says_it_is_empty_is_still_capped(disk: system.OsSystem) -> None:
    proc = "/proc/self/smaps"  # its size is given as 0
    if disk.stat(proc).kind is not KIND.FILE:
        pytest.skip("needs /proc")
    assert error_kind(disk.read_bytes(proc, 10)) is ERROR.TOO_LARGE


def test_paths_that_cannot_be(disk: system.OsSystem) -> None:
    for path in ("/a\0b", "/\udc00x\ud800", "/" + "x" * 5000):
        assert disk.stat(path) == system.NOT_THERE
        assert error_kind(disk.read_bytes(path)) is ERROR.MISSING
        assert error_kind(disk.list_dir(path)) is ERROR.MISSING
        assert disk.realpath(path)


def test_variables_are_those_given() -> None:
    disk = system.OsSystem("/w", {"A": "1", "EMPTY": "", "HOME": "/home/me"})
    assert disk.variable("A") == "1"
    assert disk.variable("EMPTY") is None
    assert disk.variable("PATH") is None
    assert disk.normalise("x") == "/w/x"
    assert disk.home_folder == "/home/me"
    assert (disk.cache_folder or "").startswith("/home/me/")
    assert system.OsSystem("/", {"XDG_CACHE_HOME": "/c"}).cache_folder == "/c"
    assert system.OsSystem("/", {}).cache_folder is None


def test_case_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "Probe").mkdir()
    expected = not (tmp_path / "pROBE").exists()
    assert system.OsSystem(str(tmp_path / "Probe")).is_case_sensitive is expected


def test_memory_answers_like_the_disk(disk: system.OsSystem, tmp_path: Path) -> None:
    """The same tree, built on disk and in memory, is the same to all questions."""
    base = disk.realpath(str(tmp_path))
    memory = system.MemorySystem()
    memory.make_folder(base)
    for name, content in {"a.py": b"1", "p/__init__.py": b"", "p/q/r.py": b"22"}.items():
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        memory.write(paths.join(base, name), content)
    for name, target in {"link": "p", "l.py": "a.py", "dead": "x", "loop": "loop", "p/up": "."}.items():
        (tmp_path / name).symlink_to(tmp_path / target)
        memory.link(paths.join(base, name), paths.normalise(target, base))
    os.mkfifo(tmp_path / "pipe")
    memory.make_special(paths.join(base, "pipe"))
    (tmp_path / "gone.py").write_bytes(b"")
    (tmp_path / "gone.py").unlink()
    memory.write(f"{base}/gone.py", b"")
    memory.remove(f"{base}/gone.py")
    questions = "", "a.py", "p", "link", "l.py", "dead", "loop", "pipe", "gone.py", "link/q/r.py", "p/up/p/q", "a.py/x"
    for question in questions:
        path = paths.normalise(question, base)
        assert memory.stat(path).kind is disk.stat(path).kind, question
        assert memory.realpath(path) == disk.realpath(path) or question in ("loop", "a.py/x"), question
        ours, theirs = memory.list_dir(path), disk.list_dir(path)
        if isinstance(theirs, tuple):
            assert ours == theirs, question
        ours_read, theirs_read = memory.read_bytes(path), disk.read_bytes(path)
        if isinstance(theirs_read, bytes) or error_kind(theirs_read) is not ERROR.DIRECTORY:
            assert type(ours_read) is type(theirs_read), question


def test_memory_without_permission_or_case() -> None:
    disk = system.MemorySystem({"/A/b.py": "x"}, is_case_sensitive=False)
    assert disk.read_bytes("/a/B.PY") == b"x"
    assert disk.list_dir("/a") == (("b.py", KIND.FILE),)
    disk.deny("/A/b.py")
    assert error_kind(disk.read_bytes("/A/b.py")) is ERROR.DENIED
    disk.deny("/A")
    assert error_kind(disk.list_dir("/A")) is ERROR.DENIED
    disk.deny("/A", denied=False)
    assert disk.list_dir("/A")
    before = disk.stat("/A/b.py")
    disk.write("/A/b.py", "y")
    assert disk.stat("/A/b.py") != before


def test_the_files_of_a_package_without_what_python_compiled() -> None:
    disk = system.MemorySystem({"/p/a.py": "", "/p/b/c.pyi": "", "/p/b/__pycache__/c.pyc": "", "/q/d.py": ""})
    assert sorted(system.files_below(disk, "/p")) == ["/p/a.py", "/p/b/c.pyi"]
    assert list(system.files_below(disk, "/nowhere")) == []
