"""E-mail files and mailboxes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import PayloadError
from nlp.normalise import read_messages
from nlp.records import Message
from tests.builders import MORNING, document

HEADER = {
    "From": "Dana Ortiz <Dana@Example.org>",
    "To": "Care <care@shop.example.com>, x@example.net",
    "Cc": "care@shop.example.com",
    "Date": "Mon, 05 Jan 2026 10:00:00 +0100",
    "Message-ID": "<2@mail.example.com>",
    "Subject": "Re: kettle",
}


def mail(body: str = "No, she died in May.", **fields: str | None) -> str:
    """Write a message; a field's underscores are hyphens, None leaves it out."""
    named = HEADER | {name.replace("_", "-"): value for name, value in fields.items()}
    return "".join(f"{name}: {value}\n" for name, value in named.items() if value is not None) + f"\n{body}"


def read(raw: str | bytes, *, modified_at: datetime | None = MORNING) -> Message:
    """Read the one message of a file."""
    result = read_messages(document(raw, uri="emails/1.eml", modified_at=modified_at))
    assert not result.faults
    (message,) = result.messages
    return message


def test_a_message() -> None:
    raw = mail(
        "No, she died in May.\n\nDana\n-- \nDana Ortiz\n\nOn Mon, 5 Jan 2026, Kate wrote:\n> A dog?\n",
        In_Reply_To="<1@mail.example.com>",
    )
    assert read(raw) == Message(
        message_id="2@mail.example.com",
        references=("1@mail.example.com",),
        sent_at=MORNING,
        sender="dana@example.org",
        sender_name="Dana Ortiz",
        recipients=("care@shop.example.com", "x@example.net"),
        text="No, she died in May.\n\nDana",
        signature="Dana Ortiz",
        automatic=False,
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("> only a quotation", "", id="a quotation"),
        pytest.param("--\nDana", "", id="a signature"),
        pytest.param("-----Original Message-----\nold", "", id="a forward"),
    ],
)
def test_a_mail_without_own_words_keeps_its_place(body: str, expected: str) -> None:
    assert read(mail(body)).text == expected


@pytest.mark.parametrize(
    ("value", "sender", "name"),
    [
        pytest.param("dana@example.org", "dana@example.org", None, id="address alone"),
        pytest.param('"Ortiz, Dana" <dana@example.org>', "dana@example.org", "Ortiz, Dana", id="comma in the name"),
        pytest.param("=?utf-8?q?Ren=C3=A9e?= <r@example.org>", "r@example.org", "Renée", id="encoded name"),
        pytest.param("Renée <r@example.org>", "r@example.org", "Renée", id="raw UTF-8"),
        pytest.param("=?martian?q?x?= <r@example.org>", "r@example.org", "=?martian?q?x?=", id="unknown charset"),
        pytest.param("dana@example.org (Dana)", "dana@example.org", "Dana", id="name as a comment"),
        pytest.param("Dana [dana@example.org]", "dana@example.org", None, id="no address in form"),
    ],
)
def test_senders(value: str, sender: str, name: str | None) -> None:
    message = read(mail(From=value))
    assert (message.sender, message.sender_name) == (sender, name)


def test_a_web_forms_sender_is_who_gets_the_answer() -> None:
    message = read(mail(From="no-reply@shop.example.com", Reply_To="Dana <dana@example.org>"))
    assert (message.sender, message.sender_name, message.automatic) == ("dana@example.org", "Dana", False)


@pytest.mark.parametrize(
    ("fields", "automatic"),
    [
        pytest.param({}, False, id="a person"),
        pytest.param({"Auto_Submitted": "no"}, False, id="says no"),
        pytest.param({"Auto_Submitted": "auto-replied; owner=x"}, True, id="auto-reply"),
        pytest.param({"Precedence": "Bulk"}, True, id="bulk"),
        pytest.param({"Precedence": "normal"}, False, id="normal"),
        pytest.param({"X_Autoreply": "yes"}, True, id="older programs"),
        pytest.param({"List_Id": "<news.example.com>"}, True, id="list"),
        pytest.param({"Return_Path": "<>"}, True, id="bounce"),
        pytest.param({"From": "MAILER-DAEMON (mail system)"}, True, id="mail server without an address"),
        pytest.param({"From": "postmaster@example.org"}, True, id="postmaster"),
        pytest.param({"From": "noreply@shop.example.com"}, True, id="nobody reads it"),
        pytest.param({"Subject": "Automatic reply: kettle"}, True, id="subject of Outlook"),
        pytest.param({"Subject": "=?utf-8?q?Abwesenheitsnotiz=3A?= Wasserkocher"}, True, id="encoded subject"),
        pytest.param({"Subject": "Automatic reply is off in the app"}, False, id="a customer's subject"),
        pytest.param({"Content_Type": "multipart/report; boundary=b"}, True, id="delivery report"),
    ],
)
def test_automatic_mail(fields: dict[str, str], automatic: bool) -> None:
    body = "--b\n\nit failed\n--b--" if "Content_Type" in fields else "hello"
    assert read(mail(body, **fields)).automatic is automatic


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("Mon, 05 Jan 2026 09:00:00 GMT", MORNING, id="named zone"),
        pytest.param("Mon, 05 Jan 2026 09:00:00 -0000", MORNING, id="no zone is UTC"),
        pytest.param("yesterday", MORNING + timedelta(days=1), id="wrong"),
        pytest.param("Mon, 99 Jan 2026 09:00:00 +0000", MORNING + timedelta(days=1), id="no such day"),
        pytest.param("Wed, 01 Jan 1902 09:00:00 +1400", MORNING + timedelta(days=1), id="out of range"),
        pytest.param(None, MORNING + timedelta(days=1), id="missing"),
    ],
)
def test_dates(value: str | None, expected: datetime) -> None:
    assert read(mail(Date=value), modified_at=datetime(2026, 1, 6, 9, tzinfo=UTC)).sent_at == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"References": "<a@x> <b@x>", "In_Reply_To": "<b@x>"}, ("a@x", "b@x"), id="both"),
        pytest.param(
            {"References": "<a@x>", "In_Reply_To": "<b@x>"}, ("a@x", "b@x"), id="the one answered stands last"
        ),
        pytest.param({"In_Reply_To": "Your message of Monday <b@x>"}, ("b@x",), id="prose around it"),
        pytest.param({"References": "<a@x>\n <b@x>\n\t<a@x>"}, ("a@x", "b@x"), id="folded and repeated"),
        pytest.param({"References": "<2@mail.example.com> <a@x>"}, ("a@x",), id="not itself"),
        pytest.param({"References": "a@x"}, (), id="no brackets"),
    ],
)
def test_references(fields: dict[str, str], expected: tuple[str, ...]) -> None:
    assert read(mail(**fields)).references == expected


def test_endless_references_keep_the_root_and_the_nearest() -> None:
    references = read(mail(References=" ".join(f"<{n}@x>" for n in range(5_000)))).references
    assert (len(references), references[0], references[-1]) == (200, "0@x", "4999@x")


def test_a_mail_without_id_gets_the_same_one_from_any_file() -> None:
    bare = mail(Message_ID=None)
    boxed = "From dana@example.org Mon Jan  5 09:00:00 2026\r\n" + bare.replace("\n", "\r\n") + "\r\n"
    first, second = read(bare), read(boxed)
    assert first == second
    assert first.message_id.endswith("@no-message-id.invalid")
    assert read(mail("other words", Message_ID=None)).message_id != first.message_id


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(mail(""), "has no text", id="empty mail"),
        pytest.param(mail(From=None, Received="by mx.example.com"), "names no sender", id="no sender"),
        pytest.param(mail(From="undisclosed"), "names no sender", id="no address"),
        pytest.param(mail("x " * 60_000), "longer than 100,000", id="long"),
    ],
)
def test_refusals(raw: str, reason: str) -> None:
    with pytest.raises(PayloadError, match=reason):
        read(raw)


def test_without_any_date_it_is_refused() -> None:
    with pytest.raises(PayloadError, match="no date"):
        read(mail(Date=None), modified_at=None)


def mbox(*mails: str, separator: str = "From dana@example.org Mon Jan  5 09:00:00 2026") -> str:
    """Write a mailbox."""
    return "".join(f"{separator}\n{each}\n\n" for each in mails)


@pytest.mark.parametrize("ends", [pytest.param("\n", id="LF"), pytest.param("\r\n", id="CRLF")])
def test_a_mailbox(ends: str) -> None:
    body = "One.\n\nFrom here it went wrong at 10:30\nand on.\n>From then on too."
    raw = mbox(mail(body), mail("Two.", Message_ID="<3@x>")).replace("\n", ends)
    messages = read_messages(document(raw)).messages
    assert [message.message_id for message in messages] == ["2@mail.example.com", "3@x"]
    assert messages[0].text == "One.\n\nFrom here it went wrong at 10:30\nand on.\nFrom then on too."
    assert messages[1].text == "Two."


def test_a_broken_message_is_set_aside_with_its_number() -> None:
    result = read_messages(document(mbox(mail("One."), mail(""), mail("Three.", Message_ID="<3@x>"))))
    assert [message.text for message in result.messages] == ["One.", "Three."]
    assert result.faults == ("message 2: the mail has no text",)


def test_a_mailbox_without_a_readable_message_is_refused() -> None:
    with pytest.raises(PayloadError, match=r"message 1: .*; message 3: .*; and 1 more"):
        read_messages(document(mbox(*[mail("")] * 4)))


@given(st.lists(st.text(st.characters(categories=["L"], max_codepoint=255), min_size=1), min_size=1, max_size=5))
def test_mailboxes_round_trip(bodies: list[str]) -> None:
    raw = mbox(
        *(mail(body, Message_ID=f"<{n}@x>", Content_Type="text/plain; charset=utf-8") for n, body in enumerate(bodies))
    )
    assert [message.text for message in read_messages(document(raw)).messages] == bodies
