"""What a caller or a rule sees of a body on the whole follows an edit of that body alone."""

import itertools

import pytest

from pebre_analysis.source import overrides
from tests.harness import project

BODIES = ("    x = 1\n", '    """Says nothing."""\n', "    pass\n", "    ...\n", "    yield 1\n", "    return 1\n", "")
FORMS = (
    "def f() -> int:\n{}",
    "def f():\n{}\ny = f()\nreveal_type(y)\n",
    "def o():\n    def f():\n{}    reveal_type(f())\n",
)


@pytest.mark.parametrize("form", FORMS)
def test_the_kind_of_a_body_is_that_of_the_text(form: str) -> None:
    texts = [
        form.replace("{}", body.replace("    ", "        ") if form.startswith("def o") else body) for body in BODIES
    ]
    fresh = {text: project.report(project.open_project({"main.py": text}), "main.py") for text in texts}
    db = project.open_project({"main.py": ""})
    file = db.files.file(f"{project.ROOT}/main.py")
    for n, (before, after) in enumerate(itertools.permutations(texts, 2)):
        for text in (before, after):
            overrides.set_text(db, file, text, n)
            assert project.report(db, "main.py") == fresh[text], (before, after)
