"""Many small files checked as one project: each case is a file, its `# revealed:` marks are what it expects.

CASES = {"a method is bound": "class A: ...\nreveal_type(A().f)  # revealed: bound method A.f() -> int"}
test_case = cases.made_from(CASES)
"""

from collections.abc import Callable, Mapping
from functools import cache

import pytest

from tests.harness import mdtype, project


def made_from(texts: Mapping[str, str], *, real_typeshed: bool = False) -> Callable[..., None]:
    """A parametrised test over the cases; the project is made once, when the first case runs."""

    @cache
    def checked() -> project.Checked:
        files = {_path(name): text for name, text in texts.items()}
        return project.checked(files, real_typeshed=real_typeshed)

    @pytest.mark.parametrize("name", texts)
    def test_case(name: str) -> None:
        path, text = _path(name), texts[name]
        wanted = mdtype._marks(text)
        wrong: list[str] = []
        for line, level, rule, message in checked()[path]:
            if rule not in ("revealed-type", "internal-error", "unresolved-reference", "unresolved-attribute"):
                continue
            shown = message.removeprefix("Revealed type: `").removesuffix("`") if rule == "revealed-type" else rule
            fitting = next(
                (mark for mark in wanted if mark[0] == line and mdtype._fits(mark, level, rule, shown, message)), None
            )
            if fitting is None:
                wrong.append(f"line {line}: {shown if rule == 'revealed-type' else message}")
            else:
                wanted.remove(fitting)
        wrong += [f"line {line}: missing {text}" for line, _, text in wanted]
        assert not wrong, "\n".join(["", *wrong])

    return test_case


def _path(name: str) -> str:
    # Prefixed, so that no case shadows a module of the standard library.
    return "case_" + "".join(char if char.isalnum() else "_" for char in name) + ".py"
