"""Numbered turns out of what was said, within the limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from nlp.errors import PayloadError
from nlp.normalise.limits import MAX_ID_CHARACTERS, MAX_TURN_CHARACTERS, MAX_TURNS
from nlp.normalise.text import clean
from nlp.records import Document, Speaker, Turn

_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")


class Said(NamedTuple):
    """Words of one party, not yet numbered."""

    speaker: Speaker
    said_at: datetime
    text: str


def number_turns(conversation_id: str, said: Sequence[Said], *, keep_blank: bool = False) -> tuple[Turn, ...]:
    """Clean and number what was said, in the order given.

    Args:
        conversation_id: the conversation they belong to.
        said: the words of each party.
        keep_blank: whether words of nothing but blanks keep their number, for formats whose author
            numbers the turns, or are left out.

    Raises:
        PayloadError: nobody said anything, or the limits are passed.
    """
    if len(said) > MAX_TURNS:
        raise PayloadError(f"the conversation has more than {MAX_TURNS:,} turns")
    cleaned = [(speaker, said_at, clean(text)) for speaker, said_at, text in said]
    if not any(text for _, _, text in cleaned):
        raise PayloadError("the conversation holds no words")
    if any(len(text) > MAX_TURN_CHARACTERS for _, _, text in cleaned):
        raise PayloadError(f"a turn is longer than {MAX_TURN_CHARACTERS:,} characters")
    kept = [entry for entry in cleaned if entry[2] or keep_blank]
    return tuple(
        Turn(conversation_id=conversation_id, turn=number, speaker=speaker, said_at=said_at, text=text)
        for number, (speaker, said_at, text) in enumerate(kept)
    )


def choose_id(*candidates: str | None) -> str:
    """Choose the first usable conversation id: cleaned, one line, not empty.

    Raises:
        PayloadError: there is none, or it is too long to be an id.
    """
    for candidate in candidates:
        name = " ".join(clean(candidate or "").split())
        if len(name) > MAX_ID_CHARACTERS:
            raise PayloadError(f"the conversation's id is longer than {MAX_ID_CHARACTERS} characters")
        if name:
            return name
    raise PayloadError("the conversation has no id")


def file_stem(document: Document) -> str:
    """Give the name of a document's file without folders and extension, with the mark that tells it from others."""
    name = _EXTENSION.sub("", re.split(r"[/\\]", document.uri)[-1])
    return f"{name}-{document.mark}" if document.mark else name


def blank_to_none(text: str | None) -> str | None:
    """Clean a contact's key; one without content is none."""
    return " ".join(clean(text or "").split()) or None


def join_words(parts: Iterable[str]) -> str:
    """Join pieces of speech to one line."""
    return " ".join(" ".join(parts).split())
