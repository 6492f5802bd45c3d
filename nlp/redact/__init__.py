"""REDACT: take personal identifiers out of conversations before anything stores or reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from nlp.records import Conversation, Redaction
from nlp.redact.find import Setting, find_identifiers
from nlp.redact.mask import apply

VERSION: Final = "redaction-2"  # changes whenever the same words may be redacted otherwise
PROVEN: Final = frozenset({"EMAIL", "IP", "SSN", "CARD"})  # types whose shape or checksum no serial number has

PHONE_SHAPE: Final = re.compile(r"\+\d|\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}$")  # what no serial number looks like


def redact_conversation(
    conversation: Conversation, *, names: Sequence[str] = ()
) -> tuple[Conversation, list[Redaction]]:
    """Mask the personal identifiers of a conversation.

    A number is judged by its shape and check digits, the words around it, and the question before it, which
    may lie turns back; what was recognised once is masked in every turn.

    Args:
        conversation: as it was said or written; a channel `call` is read as a speech recogniser's.
        names: keys by which the company knows the customer (handle, e-mail address, telephone number): they
            are masked wherever they stand.

    Returns:
        The conversation with masks such as [PHONE] and without signatures, and the identifiers that were found.
    """
    setting = Setting(
        spoken=conversation.channel == "call",
        email=conversation.channel == "email",
        year=conversation.started_at.year,
        names=tuple(names),
    )
    # Signatures come after all that was said: they answer no question, and must not take one away.
    said = [(turn, part) for part in ("text", "signature") for turn in conversation.turns if getattr(turn, part)]
    found = find_identifiers([(turn.speaker, getattr(turn, part)) for turn, part in said], setting)
    texts = dict[int, str]()
    redactions = list[Redaction]()
    for (turn, part), spans in zip(said, found, strict=True):
        if part == "text":
            texts[turn.turn], masks = apply(turn.text, spans, turn=turn.turn)
            redactions += masks
        else:
            redactions += [Redaction(turn=turn.turn, type=span.type, start=None, end=None) for span in spans]
    turns = [replace(turn, text=texts.get(turn.turn, ""), signature="") for turn in conversation.turns]
    return replace(conversation, turns=tuple(turns)), redactions


def redact_text(text: str) -> str:
    """Mask the personal identifiers of one string that stands alone: a path, a file's name, an error's reason.

    Digits in a name are mostly dates and serial numbers, without which nobody finds the file again: only what has the
    shape or the checksum of an identifier is masked.
    """
    (spans,) = find_identifiers([("customer", text)], Setting(spoken=False, email=False, year=None))
    return apply(
        text, [span for span in spans if span.type in PROVEN or PHONE_SHAPE.match(text[span.start : span.end])]
    )[0]
