"""Bytes → text."""

import codecs
import encodings
import pkgutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pebre_analysis.source import read_error, text

ERROR = read_error.ReadErrorKind


def test_utf8_is_the_default_and_line_ends_stay() -> None:
    found = text.decode("a\r\nb\rc\n\fé\u2028".encode())
    assert found == text.SourceText("a\r\nb\rc\n\fé\u2028", None, "utf-8")


def test_a_mark_is_not_part_of_the_text() -> None:
    assert text.decode(codecs.BOM_UTF8 + b"x").text == "x"
    assert text.decode(codecs.BOM_UTF8 + b"# coding: utf-8\n").error is None
    found = text.decode(codecs.BOM_UTF8 + b"# coding: latin-1\nx")
    assert found.text == "# coding: latin-1\nx"
    assert found.error is not None
    assert found.error.kind is ERROR.ENCODING


@pytest.mark.parametrize(
    ("source", "declared"),
    [
        (b"# -*- coding: latin-1 -*-", "iso-8859-1"),
        (b"# -*- coding: iso-latin-1-unix -*-", "iso-8859-1"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :", "cp1252"),
        (b"\n  # coding=cp1252", "cp1252"),
        (b"\r\n#coding:cp1252", "cp1252"),
        (b"\r#coding:cp1252", "cp1252"),
        (b"\f\t # encoding: UTF_8", "utf-8"),
        (b"# coding: utf-8-emacs", "utf-8"),
        (b"# coding: koi8-r\n# coding: cp1252", "koi8-r"),
        (b"x = 1\n# coding: cp1252", None),
        (b"\n\n# coding: cp1252", None),
        (b"x = 1 # coding: cp1252", None),
        (b"'''\n# coding: cp1252'''", None),
        (b"# coding cp1252", None),
        (b"", None),
    ],
)
def test_declared_encoding(source: bytes, declared: str | None) -> None:
    assert text.declared_encoding(source) == declared


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "koi8-r", "shift_jis", "gbk", "iso-8859-15"])
def test_declared_encodings_are_obeyed(encoding: str) -> None:
    sample = {"koi8-r": "мир", "shift_jis": "日本", "gbk": "中文"}.get(encoding, "é")
    source = f"# coding: {encoding}\nx = '{sample}'\n"
    found = text.decode(source.encode(encoding))
    assert (found.text, found.error) == (source, None)


@pytest.mark.parametrize(
    "encoding",
    [
        "nonsense",
        "rot13",
        "zip",
        "idna",
        "punycode",
        "utf-16",
        "UTF_7",
        "unicode_escape",
        "cp037",
        "undefined",
        "x" * 200,
    ],
)
def test_unusable_encodings_are_an_error_and_read_as_utf8(encoding: str) -> None:
    found = text.decode(f"# coding: {encoding}\nx = 'é'\n".encode())
    assert found.text.endswith("x = 'é'\n")
    assert found.error is not None
    assert found.error.kind is ERROR.ENCODING
    assert len(found.error.message) < 150


def test_bytes_that_do_not_fit_are_replaced_and_named() -> None:
    found = text.decode(b"a = 1\r\nb = '\xe9'\n")
    assert found.text == "a = 1\r\nb = '\ufffd'\n"
    assert found.error == read_error.ReadError(ERROR.DECODE, "Byte 0xe9 at byte 12 (line 2) is not utf-8 text")


def test_surrogates_in_bytes_do_not_fit() -> None:
    found = text.decode("'\ud800'".encode("utf-8", "surrogatepass"))
    assert found.error is not None
    assert found.text.startswith("'\ufffd")


def test_utf16_files_are_shown_and_reported() -> None:
    found = text.decode("x = 1\n".encode("utf-16"))
    assert found.text == "x = 1\n"
    assert found.error is not None
    assert found.error.kind is ERROR.ENCODING


def test_nul_stays() -> None:
    assert text.decode(b"a\0b") == text.SourceText("a\0b", None, "utf-8")


def test_equality_does_not_ask_for_the_encoding() -> None:
    assert text.SourceText("x", None, "utf-8") == text.SourceText("x")
    assert text.SourceText("x") != text.SourceText("y")


def test_no_codec_of_python_raises_or_hides_source() -> None:
    for codec in pkgutil.iter_modules(encodings.__path__):
        head = f"# coding: {codec.name}\n"
        found = text.decode(head.encode() + b"x = 1\n" + bytes(range(128, 256)))
        assert found.text.startswith(head + "x = 1\n"), codec.name


@given(st.binary(max_size=200), st.sampled_from(["", "# coding: gbk\n", "#\n# coding: utf-8-sig\n", "# coding: hz\n"]))
@settings(max_examples=60, deadline=None)
def test_any_bytes_give_a_text(data: bytes, head: str) -> None:
    found = text.decode(head.encode() + data)
    assert isinstance(found.text, str)
    assert found == text.decode(head.encode() + data)
