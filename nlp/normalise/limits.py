"""How much of an untrusted document is read: past these bounds it is refused, never cut short."""

from __future__ import annotations

import re

from nlp.errors import PayloadError

MAX_TURNS = 20_000  # in one conversation
MAX_TURN_CHARACTERS = 100_000
MAX_SIGNATURE_CHARACTERS = 2_000  # read of one e-mail's signature, which is not kept; the rest is passed over
MAX_ID_CHARACTERS = 500
MAX_JSON_DEPTH = 64
MAX_HTML_CHARACTERS = 2_000_000
MAX_HTML_DEPTH_SUM = 20_000_000  # depths of all start tags added up
MAX_HTML_STYLES_SUM = 1_000_000  # open <b>, <font>, ... at all start tags added up
MAX_BODY_CHARACTERS = 1_000_000  # of one e-mail, before quotations are cut
MAX_MIME_PARTS = 200
MAX_MIME_DEPTH = 20
MAX_HEADER_BYTES = 262_144  # of one message, all fields together
MAX_BOUNDARY_LINES = 5_000  # lines that begin with "--", before parts are told from text
MAX_ADDRESS_CHARACTERS = 4_096  # read of one address field
MAX_MIME_FIELD_CHARACTERS = 1_000  # read of one Content-Type and its like
MAX_REFERENCES = 200  # ancestors kept of one message

# An unclosed string is matched to the end of the text: without the last alternative a text of escaped
# quotes would be scanned once from every quote.
_JSON_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dd",
        "dt",
    ]
)
_STYLES = frozenset(["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"])


def check_json_depth(payload: bytes) -> None:
    """Refuse JSON nested too deeply, in linear time and before any parser sees it.

    Args:
        payload: JSON, well-formed or not.

    Raises:
        PayloadError: brackets nest deeper than MAX_JSON_DEPTH, or so many do not match.
    """
    if payload.count(b"[") + payload.count(b"{") <= MAX_JSON_DEPTH:
        return
    brackets = _JSON_STRING.sub(b"", payload).translate(None, _NOT_BRACKETS)
    for _ in range(MAX_JSON_DEPTH):  # each round takes the innermost level away
        shorter = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if len(shorter) == len(brackets):
            break
        brackets = shorter
    if brackets.count(b"[") + brackets.count(b"{") > MAX_JSON_DEPTH:
        raise PayloadError(f"the JSON is nested deeper than {MAX_JSON_DEPTH} levels, or its brackets do not match")


def check_html(html: str) -> None:
    """Refuse HTML whose tree would cost much more than its text.

    A parser walks the open elements at many start tags and copies the open styles into every new
    block, so 100 kB of `<div>` takes 20 s and `<b id=1><b id=2>...<p>x<p>x...` fills the memory.

    Args:
        html: HTML, well-formed or not.

    Raises:
        PayloadError: it is too long, or too many elements stay open.
    """
    if len(html) > MAX_HTML_CHARACTERS:
        raise PayloadError(f"an HTML body is longer than {MAX_HTML_CHARACTERS:,} characters")
    still_open: dict[str, int] = {}
    depth = styles = depth_sum = styles_sum = 0
    for match in _TAG.finditer(html):
        name = match[2].lower()
        step = -1 if match[1] else 1
        if step > 0:
            depth_sum += depth
            styles_sum += styles
        if name in _VOID or (step < 0 and not still_open.get(name)):
            continue
        still_open[name] = still_open.get(name, 0) + step
        depth += step
        styles += step * (name in _STYLES)
    if depth_sum > MAX_HTML_DEPTH_SUM or styles_sum > MAX_HTML_STYLES_SUM:
        raise PayloadError("an HTML body nests too many elements")
