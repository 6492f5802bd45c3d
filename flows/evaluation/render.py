"""Write gold conversations as an inbox of source files, in the formats that companies really have.

Calls alternate between Contact Lens JSON and WebVTT, chats between JSON Lines and Intercom exports,
e-mails become one .eml a message.
"""

from __future__ import annotations

import csv
import html
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from flows.evaluation.gold import GoldConversation, GoldCustomer, GoldRecord, GoldTurn, consents, plain

CALL_TURN_SECONDS = 9
CHAT_TURN_SECONDS = 20
MAIL_HOURS = 5
MAIL_DOMAIN = "mail.example.com"
CARE = "Customer Care <care@company.example.com>"
CRM_FIELDS = ("customer_id", "name", "email", "phone", "handle", "city", "member_since", "tier")
Row = Sequence[str]
Writer = Callable[[Path, GoldConversation], str]  # writes one conversation under the inbox; gives the file's name


def render_inbox(people: Sequence[GoldCustomer], inbox: Path) -> int:
    """Write the inbox of some customers, which replaces what earlier renderings left in the same files.

    Returns:
        The number of conversations written.
    """
    for folder in ("crm", "calls", "chats", "emails"):
        (inbox / folder).mkdir(parents=True, exist_ok=True)
    (inbox / "chats" / "webchat.jsonl").unlink(missing_ok=True)  # its writer appends
    _write_crm(inbox / "crm", people)
    calls: list[Row] = []
    seen: Counter[str] = Counter()
    for person in people:
        for conversation in person.conversations:
            if conversation.channel == "email":
                _write_thread(inbox / "emails", conversation, person.customer)
                continue
            seen[conversation.channel] += 1
            name = WRITERS[conversation.channel][seen[conversation.channel] % 2](inbox, conversation)
            if conversation.channel == "call":
                contact = conversation.contact
                keys = contact.get("phone", ""), contact.get("customer_id", "")
                calls.append([name, conversation.id, conversation.started_at, *keys])
    header = ("file", "conversation_id", "started_at", "customer_phone", "customer_id")
    _write_csv(inbox / "calls" / "index.csv", header, calls)
    return sum(len(person.conversations) for person in people)


def _write_csv(path: Path, header: Row, rows: Iterable[Row]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _write_crm(folder: Path, people: Sequence[GoldCustomer]) -> None:
    rows: list[Row] = []
    granted: list[Row] = []
    for index, person in enumerate(people):
        crm = person.customer
        rows.append([crm.id, crm.name, crm.email, crm.phone, crm.handle, crm.city, "2021-01-01", "standard"])
        for purpose, given in zip(("profiling", "special_categories"), consents(index), strict=True):
            granted.append([crm.id, purpose, str(given).lower(), "2025-01-01T00:00:00Z", "sign-up form"])
    _write_csv(folder / "customers.csv", CRM_FIELDS, rows)
    _write_csv(folder / "consents.csv", ("customer_id", "purpose", "granted", "at", "source"), granted)


def _contact_lens(inbox: Path, conversation: GoldConversation) -> str:
    step = CALL_TURN_SECONDS * 1000
    transcript = [
        {
            "Id": f"{conversation.id}-{number}",
            "ParticipantId": turn.speaker.upper(),
            "Content": plain(turn.text),
            "BeginOffsetMillis": number * step,
            "EndOffsetMillis": (number + 1) * step - 500,
        }
        for number, turn in enumerate(conversation.turns)
    ]
    document = {
        "Version": "1.1.0",
        "Channel": "VOICE",
        "LanguageCode": "en-US",
        "JobStatus": "COMPLETED",
        "CustomerMetadata": {"ContactId": conversation.id},
        "Participants": [{"ParticipantId": role, "ParticipantRole": role} for role in ("AGENT", "CUSTOMER")],
        "Transcript": transcript,
    }
    name = f"{conversation.id}.json"
    (inbox / "calls" / name).write_text(json.dumps(document, indent=1), encoding="utf-8")
    return name


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"


def _webvtt(inbox: Path, conversation: GoldConversation) -> str:
    cues = []
    for number, turn in enumerate(conversation.turns):
        begin, end = number * CALL_TURN_SECONDS, (number + 1) * CALL_TURN_SECONDS
        words = html.escape(" ".join(plain(turn.text).split()), quote=False)
        cues.append(f"{_clock(begin)} --> {_clock(end)}\n<v {turn.speaker.title()}>{words}</v>\n")
    name = f"{conversation.id}.vtt"
    (inbox / "calls" / name).write_text("WEBVTT\n\n" + "\n".join(cues), encoding="utf-8")
    return name


def _json_line(inbox: Path, conversation: GoldConversation) -> str:
    line = {
        "conversation_id": conversation.id,
        "channel": "chat",
        "started_at": conversation.started_at,
        "customer": conversation.contact,
        "turns": [
            {
                "speaker": turn.speaker,
                "text": plain(turn.text),
                "at": (conversation.begun + timedelta(seconds=number * CHAT_TURN_SECONDS)).isoformat(),
            }
            for number, turn in enumerate(conversation.turns)
        ],
    }
    with (inbox / "chats" / "webchat.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return "webchat.jsonl"


def _intercom(inbox: Path, conversation: GoldConversation) -> str:
    begun, contact = int(conversation.begun.timestamp()), conversation.contact
    customer = {
        "type": "user",
        "email": contact.get("email"),
        "name": contact.get("name"),
        "external_id": contact.get("handle"),
        "phone": contact.get("phone"),
    }

    def part(number: int, turn: GoldTurn) -> dict[str, object]:
        return {
            "id": str(number),
            "part_type": "comment",
            "body": f"<p>{html.escape(plain(turn.text))}</p>".replace("\n", "<br>"),
            "created_at": begun + CHAT_TURN_SECONDS * number,
            "author": customer if turn.speaker == "customer" else {"type": "admin", "name": "Support"},
        }

    first, *rest = [part(number, turn) for number, turn in enumerate(conversation.turns)]
    document = {
        "type": "conversation",
        "id": conversation.id,
        "created_at": begun,
        "source": {"type": "conversation", "body": first["body"], "author": first["author"]},
        "conversation_parts": {"type": "conversation_part.list", "conversation_parts": rest},
    }
    name = f"{conversation.id}.json"
    (inbox / "chats" / name).write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    return name


def _write_thread(folder: Path, conversation: GoldConversation, customer: GoldRecord) -> None:
    ids: list[str] = []
    mailbox = conversation.contact.get("email") or customer.email or "unknown@example.com"
    for number, turn in enumerate(conversation.turns):
        message = EmailMessage()
        writer = f"{customer.name} <{mailbox}>"
        message["From"], message["To"] = (writer, CARE) if turn.speaker == "customer" else (CARE, writer)
        message["Subject"] = "Your request" if number == 0 else "Re: Your request"
        message["Date"] = format_datetime(conversation.begun + timedelta(hours=MAIL_HOURS * number))
        message["Message-ID"] = f"<{conversation.id}.{number}@{MAIL_DOMAIN}>"
        if ids:
            message["In-Reply-To"], message["References"] = ids[-1], " ".join(ids)
        ids.append(message["Message-ID"])
        message.set_content(plain(turn.text))
        (folder / f"{conversation.id}-{number}.eml").write_bytes(message.as_bytes())


WRITERS: dict[str, tuple[Writer, Writer]] = {"call": (_contact_lens, _webvtt), "chat": (_json_line, _intercom)}
