"""Untrusted documents to conversations, one module a format.

A document's format is told by its content. What cannot be read raises PayloadError with a reason
that quotes nothing; where one document holds several pieces, a broken piece becomes a fault and
the others land. Words of nothing but blanks are no turn, except where the format's author numbers
the turns (JSON Lines) or the sender did write (e-mail).
"""

from __future__ import annotations

from nlp.errors import PayloadError
from nlp.normalise.contact_lens import read_contact_lens
from nlp.normalise.detect import Format, detect, inspect
from nlp.normalise.emails import read_eml, read_mbox
from nlp.normalise.intercom import read_intercom
from nlp.normalise.json_lines import read_json_lines, read_line
from nlp.normalise.threads import assemble_threads
from nlp.normalise.webvtt import read_webvtt
from nlp.records import CallRecord, Document, ReadConversations, ReadMessages

__all__ = ["VERSION", "Format", "assemble_threads", "detect", "read_conversations", "read_messages"]

VERSION = "1"
"""Goes up when the same document would be read otherwise, so that prepare reads it again."""


def read_conversations(document: Document, *, call: CallRecord | None = None) -> ReadConversations:
    """Read the conversations of a Contact Lens, WebVTT, JSON Lines or Intercom document.

    Args:
        document: as a source fetched it.
        call: what the telephone system knows of a call file.

    Returns:
        The conversations, and a reason for each piece that could not be read.

    Raises:
        PayloadError: nothing of it can be read.
    """
    payload = inspect(document.payload)
    match payload.format:
        case "contact_lens":
            return read_contact_lens(payload.parsed, document, call=call)
        case "webvtt":
            return read_webvtt(payload.data, document, call=call)
        case "intercom":
            return read_intercom(payload.parsed, document)
        case "jsonl" if payload.parsed is not None:  # one object over several lines
            return ReadConversations(conversations=(read_line(payload.parsed, document),))
        case "jsonl":
            return read_json_lines(payload.data, document)
    raise PayloadError("the document is e-mail, which is read as messages")


def read_messages(document: Document) -> ReadMessages:
    """Read the messages of an e-mail file or a mailbox.

    Returns:
        The messages, and a reason for each that could not be read.

    Raises:
        PayloadError: nothing of it can be read.
    """
    payload = inspect(document.payload)
    match payload.format:
        case "email":
            return read_eml(payload.data, document)
        case "mbox":
            return read_mbox(payload.data, document)
    raise PayloadError("the document is no e-mail")
