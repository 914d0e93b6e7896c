"""Where names lead that come from other modules: through imports, star imports, circles, stubs, submodules."""

import pytest

from pebre_analysis.modules import program, search_paths
from tests.ide import harness

check, check_nothing = harness.leads_to, harness.leads_nowhere


def test_an_imported_name_leads_to_the_other_module() -> None:
    check("""
        #- shapes.py
        class Box: ...
        #     ^^^ target
        #- main.py
        from shapes import Box
        b = Bo<|>x()
    """)


@pytest.mark.parametrize(
    "use", ["from shapes import Box\nb = Bo<|>x()", "from shapes import Bo<|>x", "import shapes; shapes.B<|>ox"]
)
def test_of_a_name_that_was_bound_to_something_unknown_what_was_made_under_it(use: str) -> None:
    source = """
#- shapes.py
from nowhere import wrap
class Box: ...
#     ^^^ target
Box = wrap(Box)
#- main.py
"""
    check(source + use)


def test_the_assignment_of_something_unknown_itself_leads_nowhere_else() -> None:
    check(
        """
        from nowhere import wrap
        def f(): ...
        f<|> = wrap(f)
    """,
        "main.py:2 f",
    )


def test_an_import_leads_to_the_other_module() -> None:
    check("""
        #- shapes.py
        class Box: ...
        #     ^^^ target
        #- main.py
        from shapes import B<|>ox as B
    """)


def test_through_re_exports_and_star_imports() -> None:
    check("""
        #- inner.py
        def tool(): ...
        #   ^^^^ target
        #- middle.py
        from inner import tool as instrument
        #- outer.py
        from middle import *
        #- main.py
        import outer
        outer.instru<|>ment()
    """)


def test_a_module() -> None:
    check("#- a/__init__.py\n'of a'\n#- a/b.py\nx = 1\n#- main.py\nimport a.b\na.<|>b.x", "a/b.py:1")


def test_a_part_of_an_import() -> None:
    check("#- a/__init__.py\n'of a'\n#- a/b.py\nx = 1\n#- main.py\nimport <|>a.b", "a/__init__.py:1")


def test_a_relative_import() -> None:
    check("#- a/__init__.py\n'of a'\n#- a/b.py\nx = 1\n#- a/c.py\nfrom .<|>b import x", "a/b.py:1")


def test_an_import_that_leads_nowhere_is_all_there_is() -> None:
    check("""
        import nowhere as nw
        #                 ^^ target
        n<|>w.x
    """)


def test_an_import_that_leads_somewhere_counts_before_one_that_does_not() -> None:
    check("""
        #- fast.py
        def run(): ...
        #   ^^^ target
        #- main.py
        try:
            from fast import run
        except ImportError:
            from slow import run
        ru<|>n()
    """)


def test_from_a_stub_to_the_source() -> None:
    check("""
        #- shapes.pyi
        class Box:
            def open(self) -> int: ...
        #- shapes.py
        class Box:
            def open(self):
        #       ^^^^ target
                return 1
        #- main.py
        from shapes import Box
        Box().op<|>en()
    """)


def test_a_stub_without_source_is_the_end() -> None:
    check("""
        #- shapes.pyi
        class Box: ...
        #     ^^^ target
        #- main.py
        from shapes import Bo<|>x
    """)


def test_what_typing_gives_on_leads_to_the_class() -> None:
    at = harness.Project("from typing import Sequence\ndef f(x: Sequence[int]): x.co<|>unt\n")
    at.disk.write("/lib/typing.py", "Sequence = _alias(Sequence)\n")
    at.disk.write("/lib/_collections_abc.py", "class Sequence:\n    def count(self, value):\n        'How many.'\n")
    db = at.host._workspaces.all()[0].db
    source = search_paths.SearchPath(search_paths.PathKind.STANDARD_SOURCE, "/lib")
    program.configure(db, paths=(*db.program.search_paths.value, source))
    path, offset = at.cursor
    assert [each.path for each in at.host.definition(path, offset)] == ["/lib/_collections_abc.py"]
    assert [each.path for each in at.host.definition(path, 20)] == ["/lib/_collections_abc.py"]
    found = at.host.hover(path, offset)
    assert found is not None
    assert found.markdown.endswith("How many.")


def test_modules_that_import_each_other() -> None:
    check(
        """
        #- a.py
        from b import other
        thing = 1
        #^^^^ no
        #- b.py
        from a import thing
        other = 1
        #- main.py
        from b import th<|>ing
    """,
        "a.py:2 thing",
    )


@pytest.mark.parametrize("first", ["from b import *", "from b import thing"])
def test_names_imported_in_a_circle_lead_nowhere_or_to_an_import(first: str) -> None:
    at = harness.Project(
        f"#- a.py\n{first}\n#- b.py\nfrom a import *\nfrom a import thing\n#- main.py\nfrom b import th<|>ing"
    )
    for each in at.host.definition(*at.cursor):
        assert each.path.endswith(("/a.py", "/b.py", "/main.py"))


@pytest.mark.parametrize("at", ["import s<|>ub", "print(s<|>ub", "one import s<|>ub"])
def test_what_a_package_has_only_from_modules_that_import_it_from_there_is_its_submodule(at: str) -> None:
    source = """
        #- main.py
        from pack import sub
        from pack.one import sub
        print(sub)
        #- pack/__init__.py
        from pack.one import *
        from pack.two import *
        #- pack/one.py
        from pack import sub
        #- pack/two.py
        from pack.one import *
        from pack import sub
        #- pack/sub.py
        x = 1
        """
    check(source.replace(at.replace("<|>", ""), at, 1), "pack/sub.py:1")


def test_an_import_that_leads_nowhere_counts_before_a_submodule() -> None:
    source = """
        #- main.py
        from pack import s<|>ub
        #- pack/__init__.py
        from gone import sub
        #                ^^^ target
        #- pack/sub.py
        x = 1
        """
    check(source)


def test_what_else_a_package_has_counts_before_its_submodule() -> None:
    source = """
        #- main.py
        from pack import s<|>ub
        #- pack/__init__.py
        if input():
            from pack.one import *
        else:
            sub = 1
        #   ^^^ target
        #- pack/one.py
        from pack import sub
        #- pack/sub.py
        x = 1
        """
    check(source)
