"""Relations between signatures: may one function stand where another is asked for?

In:  signatures of a source and of a target.
Out: bool.
Always: parameters are compared against their direction, results along it; a signature that ends in
`...` takes and gives any parameters when assigning.
Source: the typing specification, "Callables", assignability rules.
"""

from __future__ import annotations

from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import generics, relation, signatures, solve, tuples, typed_dicts, union


def all_related(
    db: queries.Db, sources: tuple[kinds.Signature, ...], targets: tuple[kinds.Signature, ...], how: int
) -> bool:
    """Each form of the target is provided by some form of the source."""
    for target in targets:
        for source in sources:
            if is_related(db, source, target, how):
                break
        else:
            return False
    return True


def is_related(db: queries.Db, source: kinds.Signature, target: kinds.Signature, how: int) -> bool:
    if source is target:
        return True
    if source.type_params:
        solver = solve.Solver(db, source.type_params)
        solver.infer_parameters(source, target)
        if target.returns is not None:
            solver.infer_reverse_result(source, target)
        source = generics.substitute_signature(db, source, solver.solution())
    if not relation.has_relation(db, signatures.returns(db, source), signatures.returns(db, target), how):
        return False
    return _parameters(db, source, target, how)


def opened(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """A function as any that is called like it: what a list holds that was made with it."""
    if isinstance(ty, kinds.Union):
        return union.of(db, [opened(db, part) for part in ty.parts])
    if isinstance(ty, kinds.BoundMethod) or (
        isinstance(ty, kinds.Function) and not signatures.flags(db, ty) & (queries.CLASS_METHOD | queries.STATIC_METHOD)
    ):
        found = signatures.of(db, ty)
        kind = kinds.FUNCTION_LIKE if isinstance(ty, kinds.Function) else kinds.PLAIN
        return build.callable_type(db, found, kind) if found else ty
    return ty


def related_to_top(db: queries.Db, sources: tuple[kinds.Signature, ...], target: kinds.CallableType, how: int) -> bool:
    """One of the two is all that can be called: it holds every callable, and stands only where `...` is taken."""
    if target.kind != kinds.TOP and (how != relation.ASSIGNABLE or not all(each.gradual for each in target.signatures)):
        return False
    wanted = [signatures.returns(db, each) for each in target.signatures]
    given = [signatures.returns(db, each) for each in sources]
    return all(any(relation.has_relation(db, ty, returns, how) for ty in given) for returns in wanted)


def _spec(signature: kinds.Signature) -> kinds.TypeVar | None:
    """The ParamSpec whose parameters the signature takes."""
    for param in signature.params:
        if isinstance(param.type, kinds.TypeVar) and param.type.kind == kinds.PARAM_SPEC:
            return param.type
    return None


def _parameters(db: queries.Db, source: kinds.Signature, target: kinds.Signature, how: int) -> bool:
    gradual = how == relation.ASSIGNABLE
    if gradual and ((source.gradual and not source.params) or (target.gradual and not target.params)):
        return True
    source_spec, target_spec = _spec(source), _spec(target)
    if source_spec is not None or target_spec is not None:
        return source_spec is target_spec or gradual
    walk = _Walk(db, expanded(db, source), _opened(db, expanded(db, target)), how)
    return walk.positional() and walk.keywords()


def _opened(db: queries.Db, signature: kinds.Signature) -> kinds.Signature:
    """`*args: Any, **kwargs: Any` together are written for `...`; what stands beside them counts as before."""
    rest = [param for param in signature.params if param.kind in (kinds.VARIADIC, kinds.KEYWORDS)]
    if len(rest) != 2 or not all(param.type is None or isinstance(param.type, kinds.Dynamic) for param in rest):
        return signature
    if signature.definition is not None:
        # A variable that became `Any` is not meant so.
        written = db.infer.function_facts(db, signature.definition).signature.params
        if any(
            isinstance(param.type, kinds.TypeVar) for param in written if param.kind in (rest[0].kind, rest[1].kind)
        ):
            return signature
    others = tuple(param for param in signature.params if param not in rest)
    return build.signature(db, others, signature.returns, signature.type_params, True, signature.definition)


def parameter_type(db: queries.Db, param: kinds.Parameter) -> kinds.Type:
    if param.type is None:
        return kinds.UNKNOWN
    return kinds.UNKNOWN if param.unpacked else param.type


def _is_positional(param: kinds.Parameter) -> bool:
    return param.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD)


class _Walk:
    """Matches the parameters of two signatures."""

    __slots__ = ("db", "how", "source", "source_positional", "source_rest", "target", "target_rest", "used")

    def __init__(self, db: queries.Db, source: kinds.Signature, target: kinds.Signature, how: int) -> None:
        self.db = db
        self.how = how
        self.source = source
        self.target = target
        self.source_positional = [param for param in source.params if _is_positional(param)]
        self.source_rest = next((param for param in source.params if param.kind == kinds.VARIADIC), None)
        self.target_rest = next((param for param in target.params if param.kind == kinds.VARIADIC), None)
        self.used: set[str] = set()  # names of source parameters that positions of the target fill

    def _accepts(self, wanted: kinds.Parameter, given: kinds.Parameter) -> bool:
        """The source's parameter takes what may be passed for the target's."""
        return relation.has_relation(self.db, parameter_type(self.db, wanted), parameter_type(self.db, given), self.how)

    def positional(self) -> bool:
        at = 0
        lenient = self.source.gradual
        for wanted in self.target.params:
            if not _is_positional(wanted):
                continue
            if at < len(self.source_positional):
                given = self.source_positional[at]
                if wanted.kind == kinds.POSITIONAL_OR_KEYWORD:
                    if given.kind == kinds.POSITIONAL_ONLY or given.name != wanted.name:
                        return False
                if wanted.default is not None and given.default is None:
                    return False
                self.used.add(given.name)
            elif self.source_rest is not None:
                if wanted.kind == kinds.POSITIONAL_OR_KEYWORD and self._source_keywords() is None:
                    return False
                given = self.source_rest
            elif lenient:
                continue
            else:
                return False
            if not self._accepts(wanted, given):
                return False
            at += 1
        if self.target_rest is not None:
            if self.source_rest is None and not lenient:
                return False
            for given in self.source_positional[at:]:
                if given.default is None or not self._accepts(self.target_rest, given):
                    return False
            if self.source_rest is not None and not self._accepts(self.target_rest, self.source_rest):
                return False
            at = len(self.source_positional)
        for given in self.source_positional[at:]:
            if given.default is None and not self.target.gradual:
                if given.kind == kinds.POSITIONAL_ONLY or not self._target_keyword(given.name):
                    return False
        return True

    def _source_keywords(self) -> kinds.Parameter | None:
        return next((param for param in self.source.params if param.kind == kinds.KEYWORDS), None)

    def _target_keyword(self, name: str) -> bool:
        return any(param.kind == kinds.KEYWORD_ONLY and param.name == name for param in self.target.params)

    def keywords(self) -> bool:
        by_name = {
            param.name: param
            for param in self.source.params
            if param.kind in (kinds.KEYWORD_ONLY, kinds.POSITIONAL_OR_KEYWORD) and param.name not in self.used
        }
        rest = self._source_keywords()
        target_keywords: kinds.Parameter | None = None
        for wanted in self.target.params:
            if wanted.kind == kinds.KEYWORDS:
                target_keywords = wanted
                continue
            if wanted.kind != kinds.KEYWORD_ONLY:
                continue
            given = by_name.pop(wanted.name, None) or rest
            if given is None:
                if self.source.gradual:
                    continue
                return False
            if given is not rest and wanted.default is not None and given.default is None:
                return False
            if not self._accepts(wanted, given):
                return False
        if target_keywords is not None:
            if rest is None and not self.source.gradual:
                return False
            if rest is not None and not self._accepts(target_keywords, rest):
                return False
        return self.target.gradual or all(
            given.default is not None for given in by_name.values() if given.kind == kinds.KEYWORD_ONLY
        )


def expanded(db: queries.Db, signature: kinds.Signature, exact: bool = False) -> kinds.Signature:
    """The signature with `**kwargs: Unpack[TD]` and `*args: *tuple[…]` written out.

    A tuple with something behind its variable part stays as it is where `exact`, else any of its elements fits.
    """
    if not any(param.unpacked for param in signature.params):
        return signature
    params: list[kinds.Parameter] = []
    for param in signature.params:
        if not param.unpacked or param.type is None:
            params.append(param)
        elif param.kind == kinds.KEYWORDS:
            params.extend(typed_dicts.keyword_parameters(db, param.type))
        elif isinstance(param.type, kinds.Tuple) and param.type.suffix and not exact:
            params.append(build.parameter(db, param.name, kinds.VARIADIC, tuples.element(db, param.type)))
        else:
            params.extend(generics.unpacked_parameters(db, param.name, param.type))
    return build.signature(
        db, tuple(params), signature.returns, signature.type_params, signature.gradual, signature.definition
    )
