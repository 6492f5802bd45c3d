"""Depth checks that run before any parser."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import PayloadError
from nlp.normalise.limits import MAX_HTML_CHARACTERS, MAX_JSON_DEPTH, check_html, check_json_depth

DEEP = 100_000


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"[" * DEEP, id="open"),
        pytest.param(b"[" * DEEP + b"]" * DEEP, id="closed"),
        pytest.param(b'{"a":' * DEEP, id="objects"),
        pytest.param(b'{"a":[' * DEEP + b"]}" * DEEP, id="mixed"),
        pytest.param(b'["' + b"[" * DEEP + b'",' + b"[" * DEEP, id="after a string of brackets"),
    ],
)
def test_deep_json_is_refused(payload: bytes) -> None:
    with pytest.raises(PayloadError, match="nested deeper than 64"):
        check_json_depth(payload)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"[" * MAX_JSON_DEPTH + b"]" * MAX_JSON_DEPTH, id="as deep as is allowed"),
        pytest.param(b"[" + b"[],{}," * DEEP + b"0]", id="wide, not deep"),
        pytest.param(json.dumps(["[{" * DEEP]).encode(), id="brackets inside a string"),
        pytest.param(json.dumps(['\\"[' * DEEP]).encode(), id="behind escaped quotes"),
        pytest.param(b'["' + b'\\"' * DEEP, id="a string that never ends"),
    ],
)
def test_other_json_passes(payload: bytes) -> None:
    check_json_depth(payload)


@given(
    st.recursive(
        st.none() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=15
    )
)
def test_real_json_passes(value: object) -> None:
    check_json_depth(json.dumps(value).encode())


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<div>" * DEEP, id="nested"),
        pytest.param("<div></x>" * DEEP, id="closed by other names"),
        pytest.param("".join(f"<b id={n}>" for n in range(2_000)) + "<p>x" * 2_000, id="styles copied into paragraphs"),
        pytest.param("x" * (MAX_HTML_CHARACTERS + 1), id="long"),
    ],
)
def test_costly_html_is_refused(html: str) -> None:
    with pytest.raises(PayloadError, match="HTML"):
        check_html(html)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>one<p>two" * DEEP, id="paragraphs need no end"),
        pytest.param("<div><p>hello <b>you</b></p></div>" * 10_000, id="long and flat"),
        pytest.param("<br>" * DEEP, id="void elements"),
    ],
)
def test_plain_html_passes(html: str) -> None:
    check_html(html)
