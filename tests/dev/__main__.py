"""`python -m tests.dev [fast | long | update | bench NAME… | unknowns PROJECT… | equal FOLDER… |
orders FOLDER]`: for work on pebre.

fast (default): the whole suite; long: what takes minutes, before something is called done;
update: writes what is made of the code: `docs/rules.md` (`rules_page.py`), `docs/features.md` (`features_page.py`),
golden files, `syntax/grammar.json`;
bench: the benchmarks (`tests/bench`), all or by name; unknowns: how much is not understood;
equal: random edits of a real project, answers compared with those of a fresh host (`equal.py`);
orders: the same questions about a real project in shuffled order (`orders.py`);
refactors: code actions at random places of real projects (`refactors.py`);
imports: import lines taken out of real projects, and whether they are offered again (`imports.py`);
kept: what is kept between runs, on real projects (`kept.py`);
growth: what memory grows by over many edits of a real file (`growth.py`);
pauses: how long a key waits for what runs when it comes (`pauses.py`).
"""

import importlib
import subprocess
import sys


def main(words: list[str]) -> int:
    task, *names = words or ["fast"]
    if task == "fast":
        return subprocess.call([sys.executable, "-m", "pytest", *names])
    if task == "long":
        marked = subprocess.call([sys.executable, "-m", "pytest", "-m", "long", *names])
        return marked or subprocess.call(
            [sys.executable, "-m", "pytest", "-m", "hypothesis", "--hypothesis-profile=new", *names]
        )
    if task == "bench":
        return int(importlib.import_module("tests.bench.__main__").main(names))
    if task == "unknowns":
        importlib.import_module("tests.dev.unknowns").main(names)
        return 0
    if task == "update":
        importlib.import_module("tests.dev.rules_page").main()
        importlib.import_module("tests.dev.features_page").main()
        importlib.import_module("tests.syntax.test_grammar").update()
        importlib.import_module("tests.memory.test_corpora").update()
        return 0
    if task == "growth":
        return int(importlib.import_module("tests.dev.growth").main(names))
    if task == "pauses":
        return int(importlib.import_module("tests.dev.pauses").main(names))
    if task == "refactors":
        return int(importlib.import_module("tests.dev.refactors").main(names))
    if task == "imports":
        importlib.import_module("tests.dev.imports").main(names)
        return 0
    if task == "equal":
        return int(importlib.import_module("tests.dev.equal").main(names))
    if task == "kept":
        return int(importlib.import_module("tests.dev.kept").main(names))
    if task == "orders":
        return int(importlib.import_module("tests.dev.orders").main(names))
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
