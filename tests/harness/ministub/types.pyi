from typing import Any, Awaitable, Callable, Generator, Generic, TypeVar, final

_T = TypeVar("_T")
_S = TypeVar("_S")
_R_co = TypeVar("_R_co", covariant=True)

@final
class NoneType:
    def __bool__(self) -> bool: ...
@final
class EllipsisType: ...
@final
class NotImplementedType: ...
@final
class FunctionType:
    __name__: str
    __qualname__: str
    __module__: str
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
@final
class MethodType:
    __name__: str
@final
class CodeType: ...
@final
class TracebackType: ...
@final
class UnionType: ...
@final
class CoroutineType(Awaitable[_R_co], Generic[_T, _S, _R_co]): ...
class ModuleType:
    __name__: str
    __file__: str | None
    __dict__: dict[str, Any]
    def __getattr__(self, name: str) -> Any: ...
