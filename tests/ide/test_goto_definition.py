"""Where names lead."""

import pytest

from tests.ide import harness

check, check_nothing = harness.leads_to, harness.leads_nowhere


# ---- names --------------------------------------------------------------------------------------


def test_a_name_leads_to_the_binding_that_reaches_it() -> None:
    check(
        """
        x = 1
        x = 2
        # ^^ not this
        x = 3
        #^ nor this
        print(<|>x)
        """,
        "main.py:3 x",
    )


def test_all_bindings_that_may_reach_it() -> None:
    check(
        """
        def f(c):
            if c:
                x = 1
        #       ^ one
            else:
                x = 2
        #       ^ two
            return <|>x
        """,
        "one",
        "two",
    )


def test_a_branch_that_cannot_run_gives_nothing() -> None:
    check(
        """
        import sys
        if sys.version_info >= (3, 11):
            x = 1
        #   ^ target
        else:
            x = 2
        <|>x
        """
    )


def test_a_loop_carries_its_bindings_round() -> None:
    check(
        """
        def f():
            x = 0
        #   ^ before
            while c:
                print(<|>x)
                x = 1
        #       ^ in the loop
        """,
        "before",
        "in the loop",
    )


def test_a_name_of_an_outer_scope_is_what_it_is_at_its_end() -> None:
    check(
        """
        x = 1
        def f(): return <|>x
        x = 2
        #^ no
        """,
        "main.py:3 x",
    )


def test_a_class_body_does_not_give_its_names_to_methods() -> None:
    check(
        """
        x = 1
        #^ no
        class A:
            x = 2
            def m(self): return <|>x
        """,
        "main.py:1 x",
    )


def test_a_parameter() -> None:
    check("""
        def f(a, *rest):
        #         ^^^^ target
            return re<|>st
    """)


def test_at_its_definition_a_name_leads_to_itself() -> None:
    check("""
        def fu<|>n(): ...
        #   ^^^ target
    """)


def test_a_global_statement() -> None:
    check(
        """
        count = 0
        #^^^^ no
        def f():
            global <|>count
            print(count)
    """,
        "main.py:1 count",
    )


def test_a_comprehension_s_name() -> None:
    check("""
        y = [x for x in range(3) if <|>x]
        #          ^ target
    """)


def test_a_name_in_a_string_annotation() -> None:
    check("""
        def f(x: "list[Bo<|>x]"): ...
        class Box: ...
        #     ^^^ target
    """)


@pytest.mark.parametrize(
    "code",
    [
        "from typing import TypeAlias\nA: TypeAlias = 'list[Bo<|>x]'",
        "import typing\nA: typing.TypeAlias = dict[int, 'Bo<|>x | None']",
        "type A = list['Bo<|>x']",
        "def f[T: 'Bo<|>x'](): ...",
    ],
)
def test_a_name_in_a_string_that_is_a_type(code: str) -> None:
    check(f"{code}\nclass Box: ...\n#     ^^^ target")


@pytest.mark.parametrize("code", ["Literal['Bo<|>x']", "list[Literal['Bo<|>x', 'y']]", "Annotated[int, 'Bo<|>x']"])
def test_a_string_that_is_no_type_names_nothing(code: str) -> None:
    check_nothing(f"from typing import Annotated, Literal\nclass Box: ...\ndef f(x: {code}): ...")


def test_a_type_with_remarks() -> None:
    check("""
        from typing import Annotated
        class Box: ...
        #     ^^^ target
        def f(x: Annotated["Bo<|>x", 1]): ...
    """)


def test_a_builtin() -> None:
    at = harness.Project("le<|>n([])")
    [found] = at.host.definition(*at.cursor)
    assert found.path.endswith("/builtins.pyi")


def test_a_type_parameter() -> None:
    check("""
        def f[T](x: <|>T) -> T: ...
        #     ^ target
    """)


# ---- attributes -----------------------------------------------------------------------------------


def test_a_method_of_a_base_class() -> None:
    check("""
        class A:
            def run(self): ...
        #       ^^^ target
        class B(A): ...
        B().r<|>un()
    """)


def test_an_attribute_set_in_the_constructor() -> None:
    check("""
        class A:
            def __init__(self):
                self.size = 1
        #            ^^^^ target
            def grow(self):
                self.size = 2
        A().si<|>ze
    """)


def test_an_attribute_that_is_assigned_there() -> None:
    check("""
        class A:
            def __init__(self):
                self.size = 1
        #            ^^^^ target
            def grow(self):
                self.si<|>ze = 2
    """)


def test_an_annotation_in_the_class_counts_before_assignments() -> None:
    check("""
        class A:
            size: int
        #   ^^^^ target
            def __init__(self):
                self.size = 1
        A().si<|>ze
    """)


def test_a_property_leads_to_its_getter() -> None:
    check("""
        class A:
            @property
            def size(self) -> int: ...
        #       ^^^^ target
            @size.setter
            def size(self, value: int) -> None: ...
        A().<|>size
    """)


def test_a_member_of_each_part_of_a_union() -> None:
    check(
        """
        class A:
            def run(self): ...
        #       ^^^ a
        class B:
            def run(self): ...
        #       ^^^ b
        def f(x: A | B):
            x.<|>run()
        """,
        "a",
        "b",
    )


def test_an_enum_member() -> None:
    check("""
        from enum import Enum
        class Color(Enum):
            RED = 1
        #   ^^^ target
        Color.R<|>ED
    """)


def test_a_keyword_of_a_class_pattern() -> None:
    check("""
        class P:
            x: int
        #   ^ target
        def f(p: P):
            match p:
                case P(<|>x=1): ...
    """)


# ---- arguments ------------------------------------------------------------------------------------


def test_a_keyword_argument_leads_to_the_parameter() -> None:
    check("""
        def f(a, *, loud=False): ...
        #           ^^^^ target
        f(1, lo<|>ud=True)
    """)


@pytest.mark.parametrize("call", ["f(<|>a='')", "C().f(<|>a='')"])
def test_a_keyword_argument_leads_to_the_overload_that_is_called(call: str) -> None:
    forms = """
    @overload
    def f(self, *, a: int) -> int: ...
    @overload
    def f(self, *, a: str) -> str: ...
    #              ^ target
    def f(self, *, a): ..."""
    if not call.startswith("C"):
        forms = forms.replace("\n    ", "\n").replace("self, ", "").replace("#              ^", "#        ^")
    check(f"from typing import overload\nclass C:\n    pass\n{forms}\n{call}")


def test_a_keyword_argument_of_a_constructor() -> None:
    check("""
        class A:
            def __init__(self, size): ...
        #                      ^^^^ target
        A(<|>size=1)
    """)


def test_a_keyword_argument_of_a_dataclass_leads_to_the_field() -> None:
    check("""
        from dataclasses import dataclass
        @dataclass
        class A:
            size: int
        #   ^^^^ target
        A(<|>size=1)
    """)


def test_a_function_of_overloads_alone_leads_to_the_one_that_is_called() -> None:
    check("""
        #- shapes.pyi
        from typing import overload
        @overload
        def f(x: int) -> int: ...
        @overload
        def f(x: str) -> str: ...
        #   ^ target
        #- main.py
        from shapes import f
        <|>f("")
    """)


def test_an_argument_for_an_item_of_unpacked_keywords_leads_to_the_item() -> None:
    source = """
        from typing import TypedDict, Unpack
        class Base(TypedDict):
            size: int
        #   ^^^^ target
        class Options(Base, extra_items=int):
            name: str
        def f(**kw: Unpack[Options]): ...
        #       ^^ rest
        f(size=1, other=2)
        """
    check(source.replace("(size", "(si<|>ze"))
    check(source.replace("other", "ot<|>her"), "rest")


# ---- broken and odd code ----------------------------------------------------------------------------


def test_in_broken_code() -> None:
    check("""
        class Box: ...
        #     ^^^ target
        def f(:
            x = Bo<|>x(
    """)


def test_in_code_that_cannot_run() -> None:
    check("""
        def f(x):
        #     ^ target
            return
            <|>x
    """)


def test_a_declaration_stays_in_the_stub() -> None:
    at = harness.Project("#- a.pyi\ndef f() -> int: ...\n#- a.py\ndef f(): ...\n#- main.py\nfrom a import <|>f")
    [found] = at.host.declaration(*at.cursor)
    assert found.path.endswith("/a.pyi")


def test_the_whole_definition_is_given_beside_the_name() -> None:
    at = harness.Project("def f():\n    return 1\n\n<|>f()")
    [found] = at.host.definition(*at.cursor)
    assert (found.range.start, found.range.end) == (0, 21)
    assert (found.selection.start, found.selection.end) == (4, 5)


@pytest.mark.parametrize("source", ["", "<|>", "x = <|>1", "'na<|>me'", "# <|>x", "re<|>turn", "x.<|>", "f(<|>=1)"])
def test_where_no_name_is_there_is_nothing(source: str) -> None:
    check_nothing(source if "<|>" in source else source + "<|>")


# ---- texts --------------------------------------------------------------------------------------


def test_what_a_role_and_a_list_of_names_mean() -> None:
    source = '''
        #- main.py
        """Of :class:`~box.Box` and Box."""
        from box import Box
        __all__ = ["Box"]
        #- box.py
        class Box: ...
        #     ^^^ target
        '''
    for text in ("~box.Box", '["Box'):
        check(source.replace(text, f"{text[:-1]}<|>{text[-1]}"))
    check(source.replace("~box", "~bo<|>x"), "box.py:1")
    check_nothing(source.replace("and Box", "and B<|>ox"))
