"""What redaction leaves of a few turns: the shape of most cases here."""

from __future__ import annotations

from nlp.records import Speaker
from nlp.redact import redact_conversation
from tests.builders import conversation


def masked(*said: tuple[Speaker, str] | str, channel: str = "chat", names: tuple[str, ...] = ()) -> list[str]:
    """Redact turns; a bare text is the customer's."""
    pairs: list[tuple[Speaker, str]] = [("customer", turn) if isinstance(turn, str) else turn for turn in said]
    redacted, _ = redact_conversation(conversation(*pairs, channel=channel), names=names)
    return [turn.text for turn in redacted.turns]
