"""Type tests in Markdown: prose, Python blocks, and marks for what is to be reported.

A heading starts a test; the Python blocks below it, up to the next heading, are one project in
memory. `#- path` inside a block starts a file (else it is `main.py`). Marks stand at the end of the
line they speak of, several separated by ` # `:

    reveal_type(x)  # revealed: int | None
    missing         # error: [unresolved-reference]
    missing         # error: [unresolved-reference] "used when not defined"

Every diagnostic must be matched, every mark must fire. A section whose prose says `typeshed: real`
is checked with the bundled stubs, all others with the small ones of `ministub/`; `python: 3.10` sets the version.
A ```toml block above the Python is the project's `pebre.toml`.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.harness import project

_HEADING = re.compile(r"(#+)\s+(.*)")
_MARK = re.compile(r"#\s*(revealed|error|warning|info):\s*(.*?)\s*(?=#\s*(?:revealed|error|warning|info):|$)")
_SETTINGS = re.compile(r"```toml\n(.*?)```", re.DOTALL)
_RULE = re.compile(r"\[([\w-]+)\](?:\s+\"(.*)\")?$")


@dataclass
class Section:
    """One test."""

    name: str
    prose: str
    files: dict[str, str]


def sections(path: Path) -> list[Section]:
    """The tests of one Markdown file; headings without Python below them are only chapters."""
    found: list[Section] = []
    titles: list[str] = []
    prose, blocks, block = "", list[str](), None
    for line in [*path.read_text(encoding="utf-8").split("\n"), "# end"]:
        heading = _HEADING.match(line) if block is None else None
        if heading is not None:
            if blocks:
                found.append(Section(" / ".join(titles), prose, _files(blocks)))
            depth = len(heading[1])
            titles = [*titles[: depth - 1], heading[2]]
            prose, blocks = "", []
        elif block is None and line.startswith("```py"):
            block = []
        elif block is not None and line.startswith("```"):
            blocks.append("\n".join(block) + "\n")
            block = None
        elif block is not None:
            block.append(line)
        else:
            prose += line + "\n"
    return found


def _files(blocks: list[str]) -> dict[str, str]:
    files: dict[str, str] = {}
    for block in blocks:
        path = "main.py"
        for line in block.splitlines(keepends=True):
            if line.startswith("#- "):
                path = line[3:].strip()
                files.setdefault(path, "")
            else:
                files[path] = files.get(path, "") + line
    return files


def check(section: Section) -> None:
    """Fails with the list of diagnostics without a mark and of marks without a diagnostic."""
    version = re.search(r"python: 3\.(\d+)", section.prose)
    settings = _SETTINGS.search(section.prose)
    checked = project.checked(
        {**section.files, "pebre.toml": settings[1]} if settings else section.files,
        real_typeshed="typeshed: real" in section.prose,
        python_version=(3, int(version[1])) if version else (3, 14),
    )
    wrong: list[str] = []
    for path, text in section.files.items():
        wanted = _marks(text)
        for line, level, rule, message in checked[path]:
            shown = message.removeprefix("Revealed type: `").removesuffix("`") if rule == "revealed-type" else rule
            for mark in wanted:
                if mark[0] == line and _fits(mark, level, rule, shown, message):
                    wanted.remove(mark)
                    break
            else:
                wrong.append(f"{path}:{line}: unexpected {level}[{rule}] {message}")
        wrong += [f"{path}:{line}: missing {kind}: {text}" for line, kind, text in wanted]
    assert not wrong, "\n".join(["", *wrong])


def _marks(text: str) -> list[tuple[int, str, str]]:
    return [
        (number, mark[1], mark[2]) for number, line in enumerate(text.split("\n"), 1) for mark in _MARK.finditer(line)
    ]


def _fits(mark: tuple[int, str, str], level: str, rule: str, shown: str, message: str) -> bool:
    _, kind, text = mark
    if kind == "revealed":
        return rule == "revealed-type" and shown == text
    said = _RULE.match(text)
    return said is not None and kind == level and said[1] == rule and (said[2] is None or said[2] in message)
