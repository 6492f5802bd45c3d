"""Cut long turns into windows of whole sentences, so that the encoder reads a few dozen words at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

WORDS_A_WINDOW = 48
CONTEXT_CHARACTERS = 200  # of the window before

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\n\s*\n|\n(?=[-*•\d])")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of one turn that the encoder reads at once."""

    start: int  # code points into the turn's text
    end: int  # exclusive
    context: str | None  # the agent's turn before; in later windows the end of the window before


def cut_windows(text: str, *, context: str | None, words: int = WORDS_A_WINDOW) -> list[Window]:
    """Cut a turn into windows of whole sentences.

    Args:
        text: the turn; an empty or blank one gives no window.
        context: what the agent said just before, for the first window.
        words: a window's size; a single sentence that is longer is cut between words.

    Returns:
        Windows in order; they do not overlap and miss only white space.
    """
    windows: list[Window] = []
    start = end = size = 0
    before = context
    for left, right in _pieces(text, words):
        count = len(_WORD.findall(text, left, right))
        if size and size + count > words:
            windows.append(Window(start=start, end=end, context=before))
            before, size = text[max(start, end - CONTEXT_CHARACTERS) : end], 0
        if not size:
            start = left
        end, size = right, size + count
    if size:
        windows.append(Window(start=start, end=end, context=before))
    return windows


def _pieces(text: str, words: int) -> Iterator[tuple[int, int]]:
    """The spans of sentences, trimmed; those longer than a window in parts of a window's size."""
    left = 0
    ends = [match.span() for match in _SENTENCE_END.finditer(text)]
    for right, following in [*ends, (len(text), len(text))]:
        spans = [match.span() for match in _WORD.finditer(text, left, right)]
        for first in range(0, len(spans), words):
            part = spans[first : first + words]
            yield part[0][0], part[-1][1]
        left = following
