"""Docstrings of what is written in C, read from compiled files."""

import builtins
import sys
import sysconfig
from pathlib import Path

import pytest

from pebre_analysis.cache import store
from pebre_analysis.ide.common import binary_image, compiled_docs
from pebre_analysis.modules import environment, program, search_paths
from pebre_analysis.source import system
from pebre_analysis.syntax import chunk_cache, kept_code
from tests.harness import project
from tests.ide import harness, images

DOCS = {
    "tools": "Tools.", "tools.cut": "Cut it.", "tools.Box": "A box.", "tools.Box.open": "Open it.",
    "*.__len__": "Return len(self).",
}  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [images.elf(moved=True), images.elf(moved=False), images.mach_o(fat=False), images.mach_o(fat=True), images.pe()],
    ids=["elf library", "elf program", "mach-o", "mach-o for several", "pe"],
)
def test_each_form_of_file(content: bytes) -> None:
    db = project.open_project({})
    assert isinstance(db.system, system.MemorySystem)
    db.system.write("/lib/tools.so", content)
    assert compiled_docs.docs_in(db, db.files.file("/lib/tools.so")).by_name == DOCS


@pytest.mark.parametrize("content", [b"", b"MZ", b"\x7fELF\x02\x01", b"not compiled", b"\xca\xfe\xba\xbe\0\0\0\2"])
def test_other_files_have_none(content: bytes) -> None:
    assert binary_image.read(content) is None or not binary_image.read(content).pointers  # type: ignore[union-attr]


@pytest.mark.parametrize("content", [images.elf(moved=True), images.mach_o(fat=True), images.pe()])
def test_files_that_are_cut_or_damaged_do_no_harm(content: bytes) -> None:
    for end in range(0, len(content), 397):
        db = project.open_project({})
        assert isinstance(db.system, system.MemorySystem)
        db.system.write("/lib/a.so", content[:end] + b"\xff" * 64 + content[end + 64 :])
        compiled_docs.docs_in(db, db.files.file("/lib/a.so"))
        binary_image.read(content[:end])


@pytest.mark.parametrize("how", ["kept", "damaged", "written anew", "no place"])
def test_they_are_kept_between_sessions(how: str, tmp_path: Path) -> None:
    if how == "no place":
        (tmp_path / store.NAME).mkdir()
    rows = store.Store(str(tmp_path))

    def is_read(n_writes: int = 1) -> bool:
        """Opens a project and asks; whether the file was read for it."""
        db = project.open_project({})
        assert isinstance(db.system, system.MemorySystem)
        for _ in range(n_writes):
            db.system.write("/lib/tools.so", images.elf(moved=True))
        chunk_cache.of(db).code = kept = kept_code.KeptCode(rows, b"stamp")
        assert compiled_docs.docs_in(db, db.files.file("/lib/tools.so")).by_name == DOCS
        kept.flush()
        return "read /lib/tools.so" in db.system.log

    assert is_read()
    if how == "damaged":
        [(key,)] = rows._ask("SELECT key FROM rows", ()) or ()
        rows.put(key, compiled_docs.KIND, (rows.get(key) or b"")[:40])
        rows.flush()
    assert is_read(2 if how == "written anew" else 1) == (how != "kept")


@pytest.mark.slow
def test_the_interpreter_that_runs_this_says_the_same() -> None:
    library = Path(sysconfig.get_config_var("LIBDIR") or "", sysconfig.get_config_var("LDLIBRARY") or "none")
    path = library if library.suffix != ".a" and library.is_file() else Path(sys.executable).resolve()
    disk = system.OsSystem()
    data = disk.read_bytes(disk.normalise(str(path)), 100_000_000)
    assert isinstance(data, bytes)
    image = binary_image.read(data)
    assert image is not None
    found: dict[str, str] = {}
    for name, text in compiled_docs._Tables(image).all():
        found.setdefault(name, compiled_docs.without_signature(text))
    compared = 0
    for cls in (str, bytes, dict, list, set, int, float, tuple, type, object, ValueError, memoryview):
        assert found[cls.__name__] == cls.__doc__
        for name in vars(cls):
            text = found.get(f"{cls.__name__}.{name}")
            if text and not name.startswith("__"):
                assert text == getattr(cls, name).__doc__
                compared += 1
    for name in ("__len__", "__delitem__", "__repr__", "__add__"):
        assert found[f"*.{name}"] == getattr(list, name).__doc__
    for name in ("len", "print", "sorted", "isinstance", "open"):
        if f"builtins.{name}" in found:
            assert found[f"builtins.{name}"] == getattr(builtins, name).__doc__
            compared += 1
    assert compared > 150


def test_a_hover_on_what_a_stub_says_of_a_compiled_module() -> None:
    at = harness.Project(
        """
        #- site/tools.pyi
        class Box:
            def open(self) -> int: ...
            def __len__(self) -> int: ...
        class Other:
            def __len__(self) -> int: ...
        #- main.py
        from tools import Box, Other
        Box().op<|>en()
        Box().__len__()
        Other().__len__()
        """
    )
    at.disk.write(f"{project.ROOT}/site/tools.cpython-311-x86_64-linux-gnu.so", images.elf(moved=True))
    db = at.host._workspaces.all()[0].db
    paths = (
        *db.program.search_paths.value,
        search_paths.SearchPath(search_paths.PathKind.SITE_PACKAGES, f"{project.ROOT}/site"),
    )
    program.configure(db, paths=paths)
    path, offset = at.cursor

    def shown(offset: int) -> str:
        found = at.host.hover(path, offset)
        assert found is not None
        return found.markdown

    text = at.host.line_index(path).text
    assert shown(offset).endswith("---\n\nOpen it.")
    assert shown(text.index("__len__")).endswith("---\n\nReturn len(self).")
    assert shown(text.rindex("__len__")).endswith("```")  # who knows where that comes from


def test_a_hover_on_a_builtin_asks_the_interpreter_s_file() -> None:
    at = harness.Project("le<|>n([])")
    library = images.elf(moved=True, named={"module": "builtins", "function": "len"})
    at.disk.write("/python/lib/libpython3.11.so.1.0", library)
    at.disk.make_folder("/python/lib/python3.11")
    db = at.host._workspaces.all()[0].db
    program.configure(db, found=environment.Environment(standard_library=("/python/lib/python3.11",)))
    found = at.host.hover(*at.cursor)
    assert found is not None
    assert found.markdown.endswith("---\n\nCut it.")


def test_a_library_that_has_a_second_name_is_read_once() -> None:
    at = harness.Project("prin<|>t([])")
    library = images.elf(moved=True, named={"module": "builtins", "function": "len"})
    at.disk.write("/python/lib/libpython3.11.so.1.0", library)
    at.disk.link("/python/lib/libpython3.11.so", "/python/lib/libpython3.11.so.1.0")
    at.disk.make_folder("/python/lib/python3.11")
    db = at.host._workspaces.all()[0].db
    program.configure(db, found=environment.Environment(standard_library=("/python/lib/python3.11",)))
    assert at.host.hover(*at.cursor) is not None
    assert [line for line in at.disk.log if line.startswith("read /python/lib/lib")] == [
        "read /python/lib/libpython3.11.so.1.0"
    ]
