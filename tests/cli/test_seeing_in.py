"""`pebre stats`, `pebre why`, their picture, and PEBRE_TRACE, on a small project with small stubs."""

import base64
import json
import re
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from pebre_server.cli import main

STUBS = Path(__file__).parents[1] / "harness" / "ministub"
SOURCES = {
    "pebre.toml": "",
    "shapes.py": "def area(side: int) -> int:\n    return side * side\n\n\nunit = 1\n",
    "main.py": "import shapes\n\nprint(shapes.area(2), shapes.unit)\nprint(missing)  # </script>\n",
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two modules; the current folder."""
    for name, text in SOURCES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def pebre(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main.main([*words, "--typeshed", str(STUBS)])
    captured = capsys.readouterr()
    return code, re.sub(r"\d+\.\d+ ms", "t ms", captured.out), captured.err


def numbers(packed: object) -> list[int]:
    return [each[0] for each in struct.iter_unpack("<I", base64.b64decode(str(packed)))]


def data_of(page: Path) -> dict[str, list[dict[str, object]]]:
    """What the page is given."""
    text = page.read_text(encoding="utf-8")
    found = re.search(r"^const D = (.*);$", text, re.MULTILINE)
    assert found is not None
    given: dict[str, list[dict[str, object]]] = json.loads(found[1])
    return given


def test_stats_tell_what_each_query_costs(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = pebre(capsys, "stats")
    assert code == 0
    rows = {line[:24].strip(): line[24:].split() for line in out.splitlines()}
    assert out.startswith("2 files, 1 diagnostic\n")
    assert rows["query"] == ["CPU", "s", "run", "verified", "hits", "hit", "rate", "longest", "s", "memos", "MB"]
    assert rows["file_reports"][1:5] == ["2", "2", "0", "-"]
    assert int(rows["again, nothing changed"][1]) == 0  # ran
    assert int(rows["again, nothing changed"][2]) > 10  # verified
    assert "input File" in out
    assert "slowest runs" in out


@pytest.mark.parametrize("width", [80, 90, 99, 100])
def test_the_table_of_queries_fits_the_terminal(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pebre_server.cli.output.width", lambda: width)
    _, out, _ = pebre(capsys, "stats")
    table = out.partition("of the second\n")[2].partition("\n\n")[0].splitlines()
    assert max(map(len, table)) <= width
    assert table[0].split()[:4] == ["query", "CPU", "s", "run"]
    assert table[0].split()[-1] == "MB"
    assert "verified" in table[0]
    assert ("memos" in table[0]) == (width > 99)


def test_why_follows_an_edit_to_what_stands_at_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = pebre(capsys, "why", "main.py:3:7", "--after", r"shapes.py:5=unit = 'one'\n")
    assert code == 0
    assert out.splitlines() == [
        r"""line 5 of shapes.py is now "unit = 'one'\n": 9 queries ran again, 6 with another result, in t ms""",
        "",
        "infer_region(main.py.[print ( shapes . area…])  t ms, another result",
        "    because public_type(shapes.py.unit) has another result",
        "    because infer_definition(shapes.py.unit) has another result",
        "    because Region(shapes.py.[unit]).code is another",
        "    because outline(shapes.py) has another result",
        "    because source_text(shapes.py) has another result",
        "    because File(shapes.py).override was written",
    ]


def test_why_says_when_nothing_ran(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = pebre(capsys, "why", "main.py", "--after", r"shapes.py:2:1=    side += 1\n")
    assert code == 0
    assert out.splitlines()[-1] == "nothing about main.py ran again"
    assert out.startswith(r"'    side += 1\n' inserted at shapes.py:2:1: ")


def test_why_tells_of_everything_without_a_place(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "other.py").write_text("x = 1\n", encoding="utf-8")
    code, out, _ = pebre(capsys, "why", "--after", "main.py=@other.py")
    assert code == 0
    assert out.startswith("main.py as in other.py: ")
    assert "\noutline(main.py)  t ms, another result\n    because source_text(main.py) has another result\n" in out


def test_diagnostics_of_broken_files_and_notebooks_have_their_origin(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "binary.py").write_bytes(b"\xff\xfe")
    (here / "broken.py").write_text("x = (\n", encoding="utf-8")
    cell = {"cell_type": "code", "source": "missing", "metadata": {}, "outputs": [], "execution_count": None}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (here / "cells.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    pebre(capsys, "stats", "binary.py", "broken.py", "cells.ipynb", "--html", "page.html")
    found = data_of(here / "page.html")
    nodes = [found["kinds"][kind]["name"] for kind in numbers(found["kindOf"])]
    origins = {at: nodes[node] for at, _, _, _, node in found["diagnostics"]}
    assert origins == {
        "binary.py:1:1": "source_text",
        "broken.py:1:5": "outline",
        "cells.ipynb:cell 1:1:1": "region_reports",
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.py", "--after", "main.py:1=x"], "no such file: nowhere.py"),
        (["--after", "main.py"], "not an edit: main.py (FILE:LINE:COL=TEXT, FILE:LINE=TEXT or FILE=@OTHER)"),
        (["--after", "main.py=x"], "not an edit: main.py=x (the text of a whole file is given as FILE=@OTHER)"),
        (["--after", "main.py:99=x"], "main.py has no line 99"),
        (["--after", "main.py:1:0=x"], "line 1 of main.py has no column 0"),
        (["--after", "main.py:1:99=x"], "line 1 of main.py has no column 99"),
        (["main.py:1:99", "--after", "main.py:1=x"], "line 1 of main.py has no column 99"),
        (
            ["--after", "cells.ipynb:1=x"],
            "cells.ipynb is a notebook: what follows from an edit is told of plain files only",
        ),
        (
            ["--after", "main.py:1=x", "--html", "no/where.html"],
            "cannot write no/where.html: No such file or directory",
        ),
    ],
)
def test_what_is_not_understood(words: list[str], said: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "cells.ipynb").write_text("{}", encoding="utf-8")
    code, out, told = pebre(capsys, "why", *words)
    assert (code, out) == (2, "")
    assert told == f"pebre why: {said}\n"


@pytest.mark.parametrize("words", [["stats"], ["why", "--after", "shapes.py:5=unit = 'one'"]])
def test_a_picture_on_standard_output_stands_there_alone(
    words: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, told = pebre(capsys, *words, "--html", "-")
    assert (code, told) == (0, "")
    assert out.startswith("<!DOCTYPE html>")
    assert out.endswith("</html>\n")
    assert not (here / "-").exists()


def test_the_picture_holds_all_results_and_needs_no_network(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pebre(capsys, "why", "--after", "shapes.py:5=unit = 'one'", "--html", "page.html")
    text = (here / "page.html").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\"'` ]+", text)) == {"http://www.w3.org/2000/svg"}
    assert text.count("</script>") == 1
    found = data_of(here / "page.html")
    kinds = [kind["name"] for kind in found["kinds"]]
    assert {"file_reports", "infer_region", "outline", "File.override"} <= set(kinds)
    starts = base64.b64decode(str(found["starts"]))
    assert len(starts) == len(base64.b64decode(str(found["kindOf"]))) + 4
    [(at, level, rule, _, node)] = found["diagnostics"]
    assert (at, level, rule) == ("main.py:4:7", "error", "unresolved-reference")
    assert isinstance(node, int)
    assert node >= 0
    again = {run["name"]: run["chain"] for run in found["again"]}
    assert again["source_text(shapes.py)"] == [["File(shapes.py).override was written", -1]]


def in_browser(page: Path, *options: str, script: str = "", anchor: str = "") -> tuple[str, str]:
    """A page as a browser has it when all has run, without a network; and what the browser's console said."""
    shown = page.with_name("shown.html")
    shown.write_text(
        page.read_text(encoding="utf-8").replace("</html>", f"<script>{{{script}}}</script></html>"), encoding="utf-8"
    )
    words = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={page.parent}/browser"]
    words += ["--enable-logging=stderr", "--host-resolver-rules=MAP * ~NOTFOUND", "--dump-dom", *options]
    done = subprocess.run([*words, f"file://{shown}{anchor}"], capture_output=True, text=True, timeout=100, check=True)
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return done.stdout, "\n".join(said)


needs_browser = pytest.mark.skipif(shutil.which("chromium") is None, reason="needs a browser")


@pytest.mark.slow
@needs_browser
def test_one_click_leads_from_a_diagnostic_to_its_chain(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pebre(capsys, "why", "--after", "main.py:4=print(absent)", "--html", "page.html")
    found, said = in_browser(here / "page.html", anchor="#diagnostics:0")
    card = found.rpartition('<div id="card"')[2]
    assert "Name `absent` used when not defined" in card
    chain = re.findall(r"<li[^>]*><code>(.*?)</code>", card)
    assert chain[-1] == "File(main.py).override was written"
    assert said == ""


@pytest.mark.slow
@needs_browser
def test_keys_lead_there_as_well(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pebre(capsys, "why", "--after", "main.py:4=print(absent)", "--html", "page.html")
    script = """
        const event = (key) => new KeyboardEvent("keydown", { key, bubbles: true });
        const press = (key) => document.activeElement.dispatchEvent(event(key));
        press("/");
        byId("find").value = "absent";
        byId("find").oninput();
        for (const key of ["ArrowDown", "Enter"]) press(key);
        const boxes = document.querySelectorAll(".kind[tabindex]");
        document.body.dataset.boxes = boxes.length === D.kinds.length;
        byId("card").dataset.first = byId("card").textContent;
        boxes[0].focus();
        press("Enter");
    """
    found, said = in_browser(here / "page.html", script=script)
    assert 'data-boxes="true"' in found
    assert said == ""
    first = re.search(r'data-first="([^"]*)"', found)
    assert first is not None
    assert first[1].startswith("main.py:4:7Name `absent` used when not defined")
    assert re.search(r'<div id="card".*<h3>slowest \(', found)


@pytest.mark.slow
@needs_browser
@pytest.mark.parametrize(("width", "dark"), [(500, False), (900, True), (1400, True)])
def test_the_picture_fits_any_window_and_is_dark_where_that_is_preferred(
    width: int, dark: bool, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pebre(capsys, "why", "--after", "shapes.py:5=unit = 'one'  # " + "long" * 100, "--html", "page.html")
    script = """
        const root = document.documentElement;
        const light = (color) => color.match(/\\d+/g).slice(0, 3).reduce((a, b) => +a + +b);
        root.dataset.fits = root.scrollWidth <= innerWidth;
        const { color, backgroundColor } = getComputedStyle(document.body);
        root.dataset.dark = light(color) > light(backgroundColor);
    """
    options = [f"--window-size={width},800", f"--blink-settings=preferredColorScheme={0 if dark else 1}"]
    found, said = in_browser(here / "page.html", *options, script=script)
    assert said == ""
    assert f'data-fits="true" data-dark="{str(dark).lower()}"' in found


def test_a_trace_names_slow_queries(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEBRE_TRACE", "infer_region(main.py*)")
    code, _, told = pebre(capsys, "check", "--output-format", "concise")
    assert code == 1
    assert re.search(r"^ +\d+\.\d\d +\d+\.\d\d +infer_region\(main.py.\[print \( missing \)\]\)$", told, re.MULTILINE)
    monkeypatch.setenv("PEBRE_TRACE", "*>100000")
    assert pebre(capsys, "check", "--output-format", "concise")[2] == "1 error in 2 files\n"
    monkeypatch.setenv("PEBRE_TRACE", "*>soon")
    told = pebre(capsys, "check", "--output-format", "concise")[2]
    assert told.startswith("PEBRE_TRACE: not a pattern, or a pattern > milliseconds: *>soon\n")
