"""A body inferred again because of something elsewhere: only the statements that it concerns."""

from __future__ import annotations

import pytest

from pebre_analysis.semantic import body_prints
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.syntax import ir, visit
from pebre_analysis.types.infer import stepwise
from tests.harness import project
from tests.harness.bodies import HELPER, Watched

BODY = "one = given + 1\ntwo = double(one)\nthree = two + one\nreturn three\n"


def test_only_the_statement_that_calls_what_changed() -> None:
    watched = Watched(BODY).begin()
    assert watched.edit("(n: int)", "(n: str)") == ["two"]
    assert [rule for _, _, rule, _ in watched.found] == ["invalid-argument-type"]
    assert watched.edit("(n: str)", "(n: int)") == ["two"]
    assert watched.found == []


def test_all_statements_where_a_type_changes() -> None:
    watched = Watched(BODY).begin()
    ran = watched.edit("-> int", "-> str")
    assert ran == ["two", "one", "two", "three", "three"]
    assert [rule for _, _, rule, _ in watched.found] == ["unsupported-operator"]


def test_the_first_time_a_body_is_inferred_nothing_is_kept() -> None:
    watched = Watched(BODY)
    assert watched.db.memos.bodies == {}
    assert watched.db.memos.slices == {}


def test_a_body_that_was_edited_goes_on_by_steps() -> None:
    watched = Watched(BODY).begin()
    assert watched.edit("given + 1", "given + 22", "main.py") == ["one", "two", "three", "three"]
    assert watched.edit("(n: int)", "(n: str)") == ["two"]
    assert watched.edit("(n: str)", "(n: int)") == ["two"]


def test_names_of_parameters_count_like_code() -> None:
    watched = Watched("one = given\ntwo = double(one)", header="def run(given):").begin()
    assert watched.edit("run(given)", "run(give)", "main.py") == ["one", "two"]
    assert [rule for _, _, rule, _ in watched.found] == ["unresolved-reference"]
    assert watched.edit("run(give)", "run(given)", "main.py") == ["one", "two"]
    assert watched.found == []


def test_a_parameter_that_the_body_does_not_speak_of_concerns_what_asks_for_the_signature() -> None:
    watched = Watched(BODY, header="def run(first, given: int):").begin()
    assert watched.edit("given: int", "more: str, given: int", "main.py") == ["three"]  # the `return`
    assert watched.edit("(n: int)", "(n: str)") == ["two"]
    assert watched.edit("more: str, ", "", "main.py") == ["three"]
    assert len(watched.found) == 1
    assert watched.edit("first, ", "", "main.py") == ["one", "two", "three", "three"]  # another one is the first


def test_a_new_parameter_with_a_name_that_the_body_reads_concerns_all() -> None:
    watched = Watched("one = double(given)\nreturn other\n").begin()
    assert len(watched.found) == 1
    assert watched.edit("given: int", "given: int, other=1", "main.py") == ["one", "other"]
    assert watched.found == []
    assert watched.edit("given: int, other=1", "given: int", "main.py") == ["one", "other"]
    assert len(watched.found) == 1


@pytest.mark.parametrize("use", ["(lambda: other)()", "[other for _ in (1,)]", "f'{other}'"])
def test_a_name_inside_of_an_expression_is_spoken_of(use: str) -> None:
    watched = Watched(f"one = double(given)\nreturn {use}\n").begin()
    watched.edit("given: int", "given: int, other=1", "main.py")
    assert watched.found == []
    watched.edit("given: int, other=1", "given: int", "main.py")
    assert len(watched.found) == 1


def test_what_no_other_statement_looks_at_may_have_another_type() -> None:
    watched = Watched("double(given)\nprint(double(given))\nreturn given\n").begin()
    assert watched.edit("-> int", "-> str") == ["double", "print"]


def test_misfits_keep_their_names_when_parameters_come_and_go() -> None:
    watched = Watched("one: int = ''\ndouble(given)\nif (two := one):\n    return two\n").begin()
    assert len(watched.found) == 1
    watched.edit("given: int", "given: int, b=1, c=2", "main.py")
    watched.edit("(n: int)", "(n: str)")
    watched.edit("given: int, b=1", "given: int", "main.py")
    assert len(watched.found) == 2


def test_the_type_of_a_parameter_concerns_all() -> None:
    watched = Watched("one = given\ntwo = double(one)").begin()
    assert watched.edit("given: int", "given: str", "main.py") == ["one", "two"]
    assert len(watched.found) == 1


def test_a_call_in_a_loop_is_done_again_alone() -> None:
    watched = Watched("total = 0\nfor each in (1, 2):\n    total = total + each\n    double(each)\n").begin()
    assert watched.edit("(n: int)", "(n: str)") == ["double"]


def test_what_took_part_in_a_fixed_point_is_not() -> None:
    watched = Watched("total = 0\nfor each in (1, 2):\n    total = double(total)\nreturn total").begin()
    assert watched.edit("(n: int)", "(n: str)") == ["total", "each", "total", "total"]


def test_an_item_of_a_container_is_begun_where_the_container_is() -> None:
    watched = Watched("found = []\nfound.append(double(given))\nreturn found").begin()
    assert watched.edit("(n: int)", "(n: str)") == ["found"]
    assert len(watched.found) == 1
    ran = watched.edit("-> int", "-> str")
    assert ran == ["found", "found", "found", "found"]


def test_tests_see_other_types() -> None:
    watched = Watched("if double(given) is None:\n    return 1\nreturn 'a' + 1\n").begin()
    assert [rule for _, _, rule, _ in watched.found] == ["unsupported-operator"]
    watched.edit("-> int", "-> None")
    watched.edit("-> None", "-> int")
    assert len(watched.found) == 1


def test_calls_that_never_return_end_the_way() -> None:
    helper = "from typing import NoReturn\n" + HELPER
    watched = Watched("double(given)\nreturn nowhere\n", helper).begin()
    assert len(watched.found) == 1
    watched.edit("-> int", "-> NoReturn")
    assert watched.found == []
    watched.edit("-> NoReturn", "-> int")
    assert len(watched.found) == 1


def test_classes_inside_functions() -> None:
    body = "class Inner:\n    size = double(given)\n    def get(self):\n        return self.size\nreturn Inner().size\n"
    watched = Watched(body).begin()
    assert "size" in watched.edit("(n: int)", "(n: str)")
    assert len(watched.found) == 1


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stepwise, "MAX_KEPT", 1)
    watched = Watched(BODY + "\n" + "def inner():\n    return double(2)\ndef other():\n    return double(3)\n").begin()
    assert len(watched.db.memos.bodies) == 1


def test_each_node_belongs_to_one_statement() -> None:
    source = """\
if a and b:
    x = (y := 1)
elif c:
    del x
else:
    pass
for i, (j, k) in f(x):
    while g(j): h(k)
    else: z
else:
    raise E from e
with open(p) as q, r: s += 1
try:
    import m.n as o
except (A, B) as w: return [l for l in v if l]
finally: assert t, u
match a.b[0]:
    case [1, *rest] | {"k": rest} if rest: lambda d=rest: d + yy
    case C(x=1): ...
@deco(1)
def inner(p: int = dd) -> T: return p
class K(Base, metaclass=M):
    field: int = 3
    def m(self): return self
async def co():
    await x
type TT[P] = list[P]
"""
    text = "def run():\n" + "".join(f"    {line}\n" for line in source.splitlines())
    db = project.open_project({"main.py": text})
    file = db.files.file(f"{project.ROOT}/main.py")
    run = next(each for each in semantic_index.semantic_index(db, file).module.child_scopes() if each.name == "run")
    body = next(each for each in run.all_regions() if each.is_body).lowered
    found = body_prints.owners(body)
    assert len(found) == body.n_nodes
    for statement in visit.statements_in_region(body):
        within = {id(each) for block in visit.suites(statement) for each in block}
        mine: list[ir.Node] = [statement]
        while mine:
            node = mine.pop()
            assert found[node.n] == statement.n
            mine += [each for each in visit.of_region(node) if id(each) not in within]


def test_what_a_call_that_never_returns_cuts_off_has_no_types() -> None:
    helper = "from nowhere import raises\nfrom typing import NoReturn\ndef die() -> None: ...\n" + HELPER
    watched = Watched("with raises(given):\n    die()\nraise TypeError", helper).begin()
    watched.edit("die() -> None", "die(x=0) -> None")
    watched.edit("die(x=0) -> None", "die() -> NoReturn")  # in debug mode it is set beside the whole body
    watched.edit("die() -> NoReturn", "die() -> None")
    watched.edit("die() -> None", "die() -> NoReturn")


def test_a_name_that_only_an_inner_function_binds_goes_with_it() -> None:
    body = "one: int\ndef inner():\n    nonlocal one\n    one = 1\ninner()\ntwo = one"
    watched = Watched(body, header="def run(given):").begin()
    assert watched.found == []
    watched.edit("    one = 1", "    return 1", "main.py")
    assert [rule for _, _, rule, _ in watched.found] == ["unresolved-reference"]
    watched.edit("    return 1", "    one = 1", "main.py")
    assert watched.found == []
