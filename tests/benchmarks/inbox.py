"""A larger inbox out of the sample: copies whose people, keys and words differ, so that nothing is read for free."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

OPENERS = [
    "",
    "so ",
    "okay ",
    "right ",
    "well ",
    "um ",
    "yeah ",
    "look ",
    "hi again, ",
    "listen, ",
    "honestly, ",
    "hm, ",
]
CLOSERS = [
    "",
    " thanks",
    " please",
    " okay",
    " you know",
    " anyway",
    " that's it",
    " right",
    " so",
    " really",
    " i think",
]
WORDS = {"Content", "text"}  # keys of JSON whose values are said words
RENAMED = (
    (r"\bW-(\d+)", r"W{copy}-\1"),  # customers
    (r"([\w.+-]+)@(example\.(?:com|org|net))", r"\1.{copy}@\2"),  # their addresses, not those of Message-IDs
    (r"555([ -]?)01(\d\d)", r"555\g<1>{exchange}\2"),  # telephone numbers
    (r"\bWM-(call|chat|mail)-", r"WM{copy}-\1-"),  # conversations
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}-4)", r"{copy:08x}\1"),  # contact ids
    (r'("id": "\d{6})"', r'\1-{copy}"'),  # Intercom's conversations
    (r'("handle": "[\w.]+)"', r'\1.{copy}"'),
)
MOST = 97  # copies: fictional numbers run from 555-0100 to 555-9999


def write_inbox(sample: Path, inbox: Path, *, copies: int) -> None:
    """Write the sample inbox several times over, each time as other people in other words.

    Args:
        sample: tests/data/inbox.
        inbox: a folder that does not exist yet.
        copies: 1 writes the sample as it is.

    Raises:
        ValueError: there are not enough fictional telephone numbers for so many copies.
    """
    if not 1 <= copies <= MOST:
        raise ValueError(f"copies should lie between 1 and {MOST}")
    for folder in ("crm", "calls", "chats", "emails"):
        (inbox / folder).mkdir(parents=True)
    for path in sorted(p for p in sample.rglob("*") if p.is_file()):
        place = path.relative_to(sample)
        if path.suffix == ".csv":
            (inbox / place).write_text(_copy_rows(path, copies=copies), encoding="utf-8")
            continue
        for copy in range(copies):
            target = inbox / place.with_name(_renamed_file(place.name, copy))
            target.write_bytes(path.read_bytes() if copy == 0 else _copy_document(path, copy=copy))


def _renamed_file(name: str, copy: int) -> str:
    return name if copy == 0 else f"{copy:03}_{name}"


def _renamed(text: str, copy: int) -> str:
    for pattern, replacement in RENAMED:
        text = re.sub(pattern, replacement.format(copy=copy, exchange=f"{copy + 1:02}"), text)
    return text


def _copy_rows(path: Path, *, copies: int) -> str:
    header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for copy in range(copies):
        for row in rows:
            cells = row if copy == 0 else [_renamed(cell, copy) for cell in row]
            if copy and "handle" in header and row[header.index("handle")]:
                cells[header.index("handle")] += f".{copy}"
            if header[0] == "file":
                cells[0] = _renamed_file(row[0], copy)
            writer.writerow(cells)
    return out.getvalue()


def _copy_document(path: Path, *, copy: int) -> bytes:
    raw = path.read_bytes()
    if path.suffix == ".mbox":
        return _renamed(raw.decode("latin-1"), copy).encode("latin-1")
    if path.suffix == ".eml":
        return _copy_mail(_renamed(raw.decode("latin-1"), copy).encode("latin-1"), copy=copy)
    text = _renamed(raw.decode("utf-8"), copy)
    reworded: dict[str, Callable[[str], str]] = {
        ".json": lambda document: json.dumps(_reword(json.loads(document), copy), ensure_ascii=False),
        ".jsonl": lambda lines: "".join(
            json.dumps(_reword(json.loads(line), copy), ensure_ascii=False) + "\n" for line in lines.splitlines()
        ),
        ".vtt": lambda cues: re.sub(r"(?m)^(<v \w+>|\w+: )(.+)$", lambda cue: cue[1] + _vary(cue[2], copy), cues),
    }
    return reworded[path.suffix](text).encode("utf-8")


def _reword(node: Any, copy: int) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(node, list):
        return [_reword(item, copy) for item in node]
    if not isinstance(node, dict):
        return node
    done = {key: _reword(value, copy) for key, value in node.items()}
    for key in WORDS & done.keys():
        done[key] = _vary(done[key], copy)
    if isinstance(done.get("body"), str):
        done["body"] = _vary_html(done["body"], copy)
    return done


def _copy_mail(raw: bytes, *, copy: int) -> bytes:
    message = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(("plain", "html"))
    if body is not None:
        kind, content = body.get_content_subtype(), body.get_content()
        words = _vary_html(content, copy) if kind == "html" else _opened(content, copy)
        body.set_content(words, subtype=kind, charset="utf-8")
    return message.as_bytes()


def _vary(text: str, copy: int) -> str:
    return _opened(text, copy) + CLOSERS[copy // len(OPENERS) % len(CLOSERS)]


def _vary_html(text: str, copy: int) -> str:
    opener = html.escape(OPENERS[copy % len(OPENERS)], quote=False)
    return re.sub(r"(<p[^>]*>)", rf"\g<1>{opener}", text, count=1)


def _opened(text: str, copy: int) -> str:
    return OPENERS[copy % len(OPENERS)] + text
