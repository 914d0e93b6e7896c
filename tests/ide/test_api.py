"""The host: what happens to it, and that its answers follow."""

import threading

import pytest

from pebre_analysis.engine import cancel
from pebre_analysis.ide import api
from pebre_analysis.modules import uv_scripts
from pebre_analysis.source import diagnostic, system
from tests.harness import project
from tests.ide import harness

MAIN = f"{project.ROOT}/main.py"
Change = harness.Change


def hover(at: harness.Project, path: str, needle: str) -> str | None:
    found = at.host.hover(f"{project.ROOT}/{path}", at.offset(path, needle))
    return None if found is None else harness.code(found.markdown)


def rules(at: harness.Project, path: str = "main.py") -> list[str]:
    return [each.rule for each in at.host.diagnostics(f"{project.ROOT}/{path}").flat()]


# ---- texts --------------------------------------------------------------------------------------


def test_the_unsaved_text_wins_over_the_disk() -> None:
    at = harness.Project("x = 1\n")
    at.open("main.py", "x = ''\n")
    assert hover(at, "main.py", "x") == '(variable) x: Literal[""]'
    at.write("main.py", "x = 2\n")
    assert hover(at, "main.py", "x") == '(variable) x: Literal[""]'
    at.apply(Change("close", MAIN))
    assert hover(at, "main.py", "x") == "(variable) x: Literal[2]"


def test_an_unsaved_module_is_what_others_import() -> None:
    at = harness.Project("#- a.py\nx = 1\n#- main.py\nfrom a import x\n")
    assert hover(at, "main.py", "x") == "(variable) x: Literal[1]"
    at.open("a.py", "x = ''\n")
    assert hover(at, "main.py", "x") == '(variable) x: Literal[""]'


def test_a_buffer_without_a_file() -> None:
    at = harness.Project("#- a.py\nx = 1\n")
    at.apply(Change("open", "untitled:Untitled-1", "import a\na.x\n", version=1))
    found = at.host.hover("untitled:Untitled-1", 11)
    assert found is not None
    assert harness.code(found.markdown) == "(variable) x: Literal[1]"
    assert at.host.diagnostics("untitled:Untitled-1").flat() == ()


def test_a_notebook_s_cells_share_their_names() -> None:
    at = harness.Project("x = 1")
    path = f"{project.ROOT}/book.ipynb"
    at.apply(Change("open", path, cells=((0, "a", "%matplotlib\nvalue = 1"), (2, "b", "value")), version=1))
    text = at.host.line_index(path).text
    found = at.host.hover(path, text.rindex("value"))
    assert found is not None
    assert harness.code(found.markdown) == "(variable) value: Literal[1]"
    [target] = at.host.definition(path, text.rindex("value"))
    assert target.selection.start == text.index("value")
    assert at.host.diagnostics(path).flat() == ()
    at.apply(Change("open", path, cells=((0, "b", "value"), (1, "a", "value = 1")), version=2))
    assert [each.rule for each in at.host.diagnostics(path).flat()] == ["unresolved-reference"]


# ---- the disk -------------------------------------------------------------------------------------


def test_a_new_module_is_found_without_restart() -> None:
    at = harness.Project("import later\n")
    assert rules(at) == ["unresolved-import"]
    at.write("later.py", "x = 1\n", "created")
    assert rules(at) == []
    at.disk.remove(f"{project.ROOT}/later.py")
    at.apply(Change("deleted", f"{project.ROOT}/later.py"))
    assert rules(at) == ["unresolved-import"]


def test_what_nobody_told_of_is_seen_at_rest() -> None:
    at = harness.Project("import later\n")
    assert rules(at) == ["unresolved-import"]
    at.disk.write(f"{project.ROOT}/later.py", "x = 1\n")
    at.host.idle()
    assert rules(at) == []


def test_a_client_that_does_not_watch_is_made_up_for_when_it_saves() -> None:
    at = harness.Project("import later\n")
    assert rules(at) == ["unresolved-import"]
    at.disk.write(f"{project.ROOT}/later.py", "x = 1\n")
    at.apply(Change("saved", MAIN))
    assert rules(at) == []


def test_the_files_of_the_project() -> None:
    at = harness.Project("#- a.py\nx = 1\n#- b/c.py\ny = 1\n#- .venv/lib/d.py\nz = 1\n")
    assert list(at.host.files()) == [f"{project.ROOT}/a.py", f"{project.ROOT}/b/c.py"]
    at.write("new.py", "", "created")
    assert f"{project.ROOT}/new.py" in at.host.files()


# ---- settings -------------------------------------------------------------------------------------


def test_the_editor_s_settings_are_in_force() -> None:
    at = harness.Project("import nowhere\n")
    assert rules(at) == ["unresolved-import"]
    at.apply(Change("settings", settings={**harness.SETTINGS, "rules": {"unresolved-import": "off"}}))
    assert rules(at) == []


@pytest.mark.parametrize(
    "section",
    [
        {"pythonVersion": "3.9"},
        {"python-version": "3.9"},
        {"environment": {"pythonVersion": "3.9"}},
        {"environment.pythonVersion": "3.9"},
        {"environment": {"python-version": "3.9"}},
    ],
)
def test_spellings_of_a_setting(section: dict[str, object]) -> None:
    at = harness.Project("import sys\nif sys.version_info >= (3, 10):\n    x = 1\nelse:\n    x = 2\nprint(x)\n")
    assert hover(at, "main.py", "x)") == "(variable) x: Literal[1]"
    at.apply(Change("settings", settings=section))
    assert hover(at, "main.py", "x)") == "(variable) x: Literal[2]"


def test_a_strange_setting_is_told_and_the_server_s_own_are_not() -> None:
    at = harness.Project("x = 1\n")
    at.host.diagnostics(MAIN)
    at.apply(Change("settings", settings={"logLevel": "debug", "trace": {"server": "off"}, "pythonVersoin": "3.9"}))
    told = [line for line in at.log if "ersoin" in line]
    assert len(told) == 1
    assert not [line for line in at.log if "logLevel" in line or "trace" in line]


def test_a_configuration_file_that_is_saved_is_in_force() -> None:
    at = harness.Project("#- pebre.toml\n[rules]\n#- main.py\nimport nowhere\n")
    assert rules(at) == ["unresolved-import"]
    at.write("pebre.toml", '[rules]\nunresolved-import = "ignore"\n', "saved")
    assert rules(at) == []


def test_several_folders_each_have_their_settings() -> None:
    at = harness.Project("#- one/pebre.toml\n[rules]\nall = 'ignore'\n#- one/a.py\nimport x\n#- two/b.py\nimport x\n")
    at.disk.write(f"{project.ROOT}/two/pebre.toml", "")
    at.apply(Change("folders", folders=(f"{project.ROOT}/one", f"{project.ROOT}/two")))
    assert rules(at, "one/a.py") == []
    assert rules(at, "two/b.py") == ["unresolved-import"]
    assert [path.rpartition("/")[2] for path in at.host.files()] == ["a.py", "b.py"]


def test_without_a_folder_the_project_around_the_document_counts() -> None:
    at = harness.Project("#- a.py\nx = 1\n#- main.py\nfrom a import x\n")
    at.host = api.Host([], harness.SETTINGS, at.log.append, at.disk)
    assert hover(at, "main.py", "x") == "(variable) x: Literal[1]"
    assert list(at.host.files()) == []


def test_a_script_that_says_what_it_needs_has_a_project_of_its_own() -> None:
    needs = '# /// script\n# requires-python = ">={}"\n# ///\n'
    body = "def f[T](x: T) -> T: return x\nimport a\n"
    stubs = {"environment": {"typeshed": project.STUBS}}
    old, new = needs.format("3.9") + body, needs.format("3.12") + body
    at = harness.Project(f"#- a.py\nx = 1\n#- pebre.toml\n#- tool.py\n{old}\n#- main.py\n{body}", settings=stubs)
    for name in ("tool.py", "main.py"):
        at.open(name, at.fixture.files[name])
    assert rules(at, "tool.py") == ["invalid-syntax"]
    assert rules(at, "main.py") == []
    at.open("tool.py", new, 2)
    at.write("tool.py", new, "saved")
    assert rules(at, "tool.py") == []
    at.close("tool.py")
    assert rules(at, "main.py") == []


def test_a_script_uses_the_environment_that_was_made_for_it() -> None:
    """uv's; what the script needs and is not there is told as that. The editor's environment is that of the project."""
    text = "# /// script\n# dependencies = ['PyYAML>=6', 'there']\n# ///\nimport yaml, there, other\n"
    at = harness.Project("")
    folder = f"/uv/environments-v2/{uv_scripts.folder_name(f'{project.ROOT}/tool.py')}"
    disk = system.MemorySystem(
        {
            **project.stub_files(),
            f"{project.ROOT}/tool.py": text,
            f"{folder}/pyvenv.cfg": "version = 3.12.1\n",
            f"{folder}/lib/python3.12/site-packages/there.py": "",
        },
        current_folder=project.ROOT,
        variables={"UV_CACHE_DIR": "/uv"},
    )
    settings = {"environment": {"typeshed": project.STUBS, "python": "/elsewhere"}}
    at.host = api.Host([project.ROOT], settings, at.log.append, disk)
    at.open("tool.py", text)
    told = [each.message.splitlines() for each in at.host.diagnostics(f"{project.ROOT}/tool.py").flat()]
    assert [lines[0] for lines in told] == [
        "Cannot resolve imported module `yaml`",
        "Cannot resolve imported module `other`",
    ]
    assert told[0][1] == "the script says that it needs `PyYAML>=6`, which is not installed in its environment"
    assert all(lines[-1] == f"environment: {folder} (Python 3.12), made for the script" for lines in told)


# ---- diagnostics ----------------------------------------------------------------------------------


def test_what_is_reported_is_the_same_object_while_nothing_changed() -> None:
    at = harness.Project("#- a.py\nx = 1\n#- main.py\nimport nowhere\nimport a\n")
    first = at.host.diagnostics(MAIN)
    at.open("a.py", "x = 2\n")
    assert at.host.diagnostics(MAIN) is first
    at.open("main.py", "import nowhere2\n")
    assert at.host.diagnostics(MAIN) is not first


def test_nothing_is_reported_about_libraries() -> None:
    at = harness.Project("le<|>n")
    [target] = at.host.definition(*at.cursor)
    assert at.host.diagnostics(target.path).flat() == ()
    assert at.host.document_symbols(target.path)
    assert at.host.hover(target.path, target.selection.start) is not None


@pytest.mark.parametrize("path", ["/nowhere.py", "untitled:x", f"{project.ROOT}", "/project/\0.py"])
def test_a_path_with_nothing_behind_it(path: str) -> None:
    host = harness.Project("x = 1").host
    assert host.hover(path, 3) is None
    assert list(host.definition(path, 0)) == []
    assert host.document_symbols(path) == []
    assert host.line_index(path).n_lines == 1
    assert all(isinstance(each, diagnostic.Diagnostic) for each in host.diagnostics(path).flat())


@pytest.mark.parametrize("offset", [-1, 6, 100])
def test_an_offset_outside_the_text(offset: int) -> None:
    host = harness.Project("x = 1").host
    assert host.hover(MAIN, offset) is None
    assert list(host.definition(MAIN, offset)) == []


# ---- cancellation ---------------------------------------------------------------------------------


def test_a_request_to_cancel_stands_until_it_is_taken_back() -> None:
    at = harness.Project("x = 1")
    at.host.request_cancel()
    with pytest.raises(cancel.Cancelled):
        at.host.diagnostics(MAIN)
    at.host.clear_cancel()
    assert at.host.diagnostics(MAIN).flat() == ()
    canceller = threading.Thread(target=at.host.request_cancel)
    canceller.start()
    canceller.join()
    with pytest.raises(cancel.Cancelled):
        at.host.document_symbols(MAIN)
    at.host.clear_cancel()
    assert hover(at, "main.py", "x") == "(variable) x: Literal[1]"


def test_what_happens_is_taken_whoever_cancels() -> None:
    at = harness.Project("x = 1")
    assert hover(at, "main.py", "x") == "(variable) x: Literal[1]"
    at.host.request_cancel()
    at.open("main.py", "x = 2")
    at.host.clear_cancel()
    assert hover(at, "main.py", "x") == "(variable) x: Literal[2]"


# ---- looking inside -------------------------------------------------------------------------------


def test_the_report_names_the_project_and_where_imports_are_found() -> None:
    at = harness.Project("x = 1")
    at.host.diagnostics(MAIN)
    text = at.host.report()
    assert f"project: {project.ROOT}" in text
    assert "standard-stubs: /stubs" in text
    assert "query outline" in text


def test_after_the_end_nothing_is_held() -> None:
    at = harness.Project("x = 1")
    at.host.diagnostics(MAIN)
    at.host.close()
    assert at.host.report() == "no folder is open"
