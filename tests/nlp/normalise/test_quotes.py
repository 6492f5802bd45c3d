"""Quoted and forwarded text is cut, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.normalise.quotes import cut_quotes


def new(text: str) -> str:
    """Give the new text, a blank line where something was cut."""
    return "\n\n".join("\n".join(block).strip() for block in cut_quotes(text).blocks)


OLD = "Do you still have a dog?\nKate"
MARKED = "> Do you still have a dog?\n> Kate"
OUTLOOK = "From: Kate <kate@shop.example.com>\nSent: Monday, 5 January 2026 10:00\nTo: Dana\nSubject: Your order\n\n"


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("On Mon, 5 Jan 2026 at 10:00, Kate <kate@shop.example.com> wrote:", id="Gmail"),
        pytest.param(
            "On Mon, 5 Jan 2026 at 10:00, Kate Long-Surname\n<kate@shop.example.com> wrote:", id="over two lines"
        ),
        pytest.param("On Jan 5, 2026, at 10:00 AM, Kate wrote:", id="Apple"),
        pytest.param("Am 05.01.26 um 10:00 schrieb Kate:", id="German"),
        pytest.param(
            "Am 5. Januar 2026 um 10:00 hat Kate <kate@shop.example.com> geschrieben:", id="German, perfect tense"
        ),
        pytest.param("Le 5 janv. 2026 à 10:00, Kate <kate@shop.example.com> a écrit :", id="French"),
        pytest.param("Le lun. 5 janv. 2026 à 10h00, Kate a écrit :", id="French hours"),
        pytest.param("El lun, 5 ene 2026 a las 10:00, Kate (<kate@shop.example.com>) escribió:", id="Spanish"),
        pytest.param("Op ma 5 jan 2026 om 10:00 schreef Kate <kate@shop.example.com>:", id="Dutch"),
        pytest.param("Il giorno lun 5 gen 2026 alle ore 10:00 Kate <kate@shop.example.com> ha scritto:", id="Italian"),
        pytest.param("Em seg., 5 de jan. de 2026 às 10:00, Kate <kate@shop.example.com> escreveu:", id="Portuguese"),
        pytest.param(
            "man. 5. jan. 2026 kl. 10.00 skrev Kate <kate@shop.example.com>:", id="Danish, by mail-parser-reply"
        ),
        pytest.param("Dne 5. 1. 2026 v 10:00 Kate napsal(a):", id="Czech"),
        pytest.param("2026年1月5日(月) 10:00 Kate <kate@shop.example.com>:", id="Japanese"),
        pytest.param("2026-01-05 10:00 GMT+01:00 Kate <kate@shop.example.com>:", id="date first"),
        pytest.param("Kate <kate@shop.example.com> writes:", id="Gnus"),
        pytest.param("-----Original Message-----", id="old Outlook"),
        pytest.param("-----Original Message-----\n" + OUTLOOK, id="old Outlook with header"),
        pytest.param("-------- Ursprüngliche Nachricht --------", id="German separator"),
        pytest.param("---------- Forwarded message ---------", id="forwarded"),
        pytest.param("Begin forwarded message:\n", id="Apple, forwarded"),
        pytest.param(OUTLOOK, id="Outlook header block"),
        pytest.param("________________________________\n" + OUTLOOK, id="Outlook on the web"),
        pytest.param(
            "*From:* Kate <kate@shop.example.com>\n*Sent:* Monday\n*To:* Dana\n*Subject:* Your order\n",
            id="bold labels",
        ),
        pytest.param(
            "Von: Kate\nGesendet: Montag, 5. Januar 2026 10:00\nAn: Dana\nBetreff: Ihre Bestellung\n", id="German block"
        ),
        pytest.param(
            "De : Kate\nEnvoyé : lundi 5 janvier 2026 10:00\nÀ : Dana\nObjet : Votre commande\n", id="French block"
        ),
        pytest.param(
            "De: Kate\nEnviado: lunes, 5 de enero de 2026 10:00\nPara: Dana\nAsunto: Su pedido\n", id="Spanish block"
        ),
        pytest.param("Da: Kate\nInviato: lunedì 5 gennaio 2026 10:00\nA: Dana\nOggetto: Ordine\n", id="Italian block"),
        pytest.param(
            "Van: Kate\nVerzonden: maandag 5 januari 2026 10:00\nAan: Dana\nOnderwerp: Bestelling\n", id="Dutch block"
        ),
    ],
)
@pytest.mark.parametrize("quoted", [pytest.param(OLD, id="unmarked"), pytest.param(MARKED, id="marked")])
def test_what_a_mail_program_quotes_goes(header: str, quoted: str) -> None:
    assert new(f"No, she died in May.\n\n{header}\n{quoted}\n") == "No, she died in May."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("> A dog?\nNo.\n> A cat?\nYes, two.", "No.\n\nYes, two.", id="answers between"),
        pytest.param(f"On Monday, 5 Jan 2026, Kate wrote:\n{MARKED}\n\nNo.", "No.", id="answer below"),
        pytest.param("> > older\n>> old\nNo.", "No.", id="several levels"),
        pytest.param(
            "> We would like to know whether your dog is still living with you or\nwith your sister now\n> Kate\nNo.",
            "No.",
            id="a quoted line that a server wrapped",
        ),
        pytest.param("> A dog?\nno dog\n> A cat?\nyes", "no dog\n\nyes", id="a short answer is no wrapped line"),
        pytest.param("From: Kate\nSent: Monday 10:00\nSubject: x\n\nold", "", id="forwarded without a word"),
    ],
)
def test_answers_stay(text: str, expected: str) -> None:
    assert new(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Hello,\n\non Monday my sister wrote: she wants it too.", id="a verb in a sentence"),
        pytest.param("On the second try your site wrote:\nError 7\n\nWhat now?", id="without a number it is prose"),
        pytest.param("From: Boston\nTo: Chicago\nDate: 5 May\n\nPlease book it.", id="a journey"),
        pytest.param("From: dana@example.org\nSubject: kettle\n\nIt is broken.", id="a web form has no date"),
        pytest.param("To: your manager\nThe following happened:\n1. rain\n2. snow", id="lists and colons"),
        pytest.param("I got 12:30, 12:45 and 13:00 as slots:\nnone is good.", id="times of day"),
        pytest.param("Size: M\nData: 10 GB\nDo: nothing", id="other labels"),
        pytest.param("5 > 3 is true\na -> b", id="signs inside a line"),
        pytest.param("Original message received, thanks.", id="words of a separator"),
        pytest.param("----\nthe big news\n----", id="rules of dashes"),
    ],
)
def test_own_words_stay(text: str) -> None:
    cut = cut_quotes(text)
    assert new(text) == text
    assert not cut.quoted


def test_a_quotation_that_a_person_introduces_ends_with_its_paragraph() -> None:
    text = "Hello,\n\nOn 3 May at 10:30 I called and your colleague wrote:\nWe will refund it.\n\nYou did not."
    assert new(text) == "Hello,\n\nYou did not."


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1)))
def test_lines_of_letters_stay(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert new(text) == text


@given(st.text("On wrote:>-\nFrom: 12@x.<>"))
def test_nothing_is_made_up(text: str) -> None:
    lines = text.split("\n")
    assert all(line in lines for block in cut_quotes(text).blocks for line in block)
