"""`python -m tests.dev [TASK] [WORD…]`: for work on pebre. Each task says with `--help` what it takes.

fast (default): the whole suite; long: what takes minutes, before something is called done;
update: writes what is made of the code: `docs/rules.md` (`rules_page.py`), `docs/features.md` (`features_page.py`),
golden files, `syntax/grammar.json`;
bench: the benchmarks (`tests/bench`), all or by name; unknowns: how much is not understood;
equal: random edits of a real project, answers compared with those of a fresh host (`equal.py`);
orders: the same questions about a real project in shuffled order (`orders.py`);
refactors: code actions at random places of real projects (`refactors.py`);
imports: import lines taken out of real projects, and whether they are offered again (`imports.py`);
kept: what is kept between runs, on real projects (`kept.py`);
growth: what memory grows by over many edits of a real file (`growth.py`); wear: the same of a server (`wear.py`);
renewals: random sessions with a server that begins anew in each rest (`renewals.py`);
pauses: how long a key waits for what runs when it comes (`pauses.py`).
"""

import importlib
import subprocess
import sys

TOOLS = {
    "bench": "tests.bench.__main__",
    **{name: f"tests.dev.{name}" for name in (
        "unknowns", "equal", "orders", "refactors", "imports", "kept", "growth", "wear", "renewals", "pauses",
    )},
}  # fmt: skip


def main(words: list[str]) -> int:
    task, *rest = words or ["fast"]
    if task in TOOLS:
        return int(importlib.import_module(TOOLS[task]).main(rest) or 0)
    if task == "fast":
        return _pytest(rest)
    if task == "long":
        return _pytest(["-m", "long", *rest]) or _pytest(["-m", "hypothesis", "--hypothesis-profile=new", *rest])
    if task == "update":
        importlib.import_module("tests.dev.rules_page").main()
        importlib.import_module("tests.dev.features_page").main()
        importlib.import_module("tests.syntax.test_grammar").update()
        importlib.import_module("tests.memory.test_corpora").update()
        return 0
    print(__doc__)
    return 0 if task in ("-h", "--help") else 2


def _pytest(words: list[str]) -> int:
    return subprocess.call([sys.executable, "-m", "pytest", *words])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
