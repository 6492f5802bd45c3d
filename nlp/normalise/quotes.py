"""The new words of an e-mail: what it quotes or forwards is cut.

Quoted words are context, never evidence: where a quotation has no visible end, everything to the end
of the mail goes. All rules work line by line, so the time is linear whatever the mail holds.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from mailparser_reply.constants import MAIL_LANGUAGES  # type: ignore[import-untyped]

_QUOTED = re.compile(r"[ \t\u200b]{0,8}>")
_HEADER_LINES = 4  # a header wrapped over more lines is none
_HEADER_CHARACTERS = 300
_LONG_LINE = 60  # a quoted line at least so long may have been wrapped by a mail server

# "On Mon, 5 Jan 2026, Dana wrote:" in the languages of our customers, and a few neighbours.
_STARTS = re.compile(
    r"[ \t*_-]{0,6}(?:On|At|Am|Den|Le|El|Op|Il|In data|Em|No dia|A|Dnia|W dniu|Dne|På|Pe|Tarihinde)\b", re.IGNORECASE
)
_VERB = re.compile(
    r"\b(?:wrote|writes|schrieb|geschrieben|a écrit|ha escrito|escribió|escribio|schreef|ha scritto|escreveu|skrev|"
    r"napisał|napisała|napsal|kirjoitti|írta|yazdı|написал|написала|пишет|a scris)\b(?:.{0,160}:[ \t*_]*|"
    r"[ \t]*-{2,6}[ \t]*)$",
    re.IGNORECASE,
)
_ENDS = (":", "：", "wrote", "--")
_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")
_CLOCK = re.compile(r"\b\d{1,2}[:h]\d{2}\b|\bkl\.? ?\d{1,2}\.\d{2}\b", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+")
_DATE_AND_TIME = 3  # numbers at least: day, hour, minute
_PERSONAL = re.compile(r"\b(?:I|we|you|my|our|your)\b")  # no mail program writes "... and your colleague wrote:"
# "2026-01-05 10:18 GMT+01:00 Dana <dana@example.org>:" says neither "on" nor "wrote".
_NAMED = re.compile(r"<[^<>\s@]{1,64}@[^<>\s]{1,255} ?>[ \t*_]*[:：][ \t*_]*$")
# Some write no colon either, but then the address stands beside the verb.
_WROTE_ALONE = re.compile(r"@[^\s<>]{1,255}>?[ \t]+wrote[ \t]*$", re.IGNORECASE)

_SEPARATOR = re.compile(
    r"[ \t>*]{0,8}[-_=–—]{2,40}[ \t]*(?:"
    r"original message|reply message|forwarded message|forwarded by\b.{0,120}|"
    r"(?:ursprüngliche|original|weitergeleitete)[ -]?nachricht|message (?:d'origine|original|transféré)|"
    r"mensaje (?:original|reenviado)|(?:oorspronkelijk|doorgestuurd) bericht|messaggio (?:originale|inoltrato)|"
    r"mensagem (?:original|encaminhada)|oprindelig (?:meddelelse|besked)|ursprungligt meddelande|"
    r"(?:wiadomość oryginalna|oryginalna wiadomość)|původní zpráva|исходное сообщение|пересылаемое сообщение|"
    r"alkuperäinen viesti|原始邮件|元のメッセージ"
    r")[ \t]*[-_=–—]{0,40}",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"[ \t]{0,8}(?:begin forwarded message|anfang der weitergeleiteten nachricht|"
    r"début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|begin doorgestuurd bericht|"
    r"inizio messaggio inoltrato|"
    r"início da mensagem (?:encaminhada|reencaminhada))[ \t]*:[ \t]*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"[ \t]{0,8}[_-]{10,}[ \t]*$")  # Outlook's line above the header block

_FIELD = re.compile(r"[ \t*_]{0,8}([^\W\d_][^:：\n]{0,24}?)[ \t*_]{0,4}[:：]")
_FIELDS = {
    name: kind
    for kind, names in {
        "from": "from|von|de|van|da|od|fra|från|от|от кого|lähettäjä|kimden|feladó|remitente|mittente|afzender|"
        "absender|remetente|发件人|差出人|보낸 사람",
        "date": "sent|date|gesendet|gesendet am|datum|envoyé|envoyé le|message du|enviado|enviado el|enviada em|"
        "enviado em|fecha|data|"
        "inviato|verzonden|sendt|dato|skickat|wysłano|odesláno|дата|отправлено|lähetetty|发送时间|送信日時|보낸 날짜",
        "to": "to|an|à|a|aan|para|til|till|do|komu|кому|vastaanottaja|收件人|宛先|받는 사람",
        "subject": "subject|betreff|objet|sujet|asunto|onderwerp|oggetto|assunto|emne|ämne|temat|předmět|тема|"
        "aihe|主题|件名|제목",
    }.items()
    for name in names.split("|")
}
_FIELD_LINES = 10  # looked at for one header block


class Cut(NamedTuple):
    """An e-mail's text without its quotations."""

    blocks: list[list[str]]  # the new lines, a new block after each quotation
    quoted: bool  # whether anything was cut


def cut_quotes(text: str) -> Cut:
    """Cut quoted and forwarded text and the lines that introduce it.

    Args:
        text: a body as plain text with line feeds.

    Returns:
        The lines that are new. Answers written between quoted lines come as blocks of their own.
    """
    lines = text.split("\n")
    blocks: list[list[str]] = [[]]
    quoted = False
    number = 0
    while number < len(lines):
        length = _quotation(lines, number)
        if not length:
            blocks[-1].append(lines[number])
            number += 1
            continue
        quoted = True
        number += length
        if blocks[-1]:
            blocks.append([])
    return Cut([block for block in blocks if any(line.strip() for line in block)], quoted)


def _quotation(lines: list[str], number: int) -> int:
    """Count the lines of the quotation that begins here; 0 if none does."""
    line = lines[number]
    if _QUOTED.match(line):
        return 2 if _is_overflow(lines, number) else 1
    if _header_block(lines, number + 1 if _RULE.match(line) else number):
        return len(lines) - number
    separated = _SEPARATOR.match(line) or _FORWARD.match(line)
    length = 1 if separated else _wrote_line(lines, number)
    if not length or _marked_after(lines, number + length):
        return length
    if separated or _is_machine_written(" ".join(lines[number : number + length])):
        return len(lines) - number
    # A person may write such a line too: then only the paragraph that it introduces is a quotation.
    return _paragraph_end(lines, number + length) - number


def _is_overflow(lines: list[str], number: int) -> bool:
    """Tell whether the next line is the rest of this quoted one, broken off by a server's wrapping."""
    if number + 2 >= len(lines) or not _QUOTED.match(lines[number + 2]):
        return False
    quoted, rest = lines[number].rstrip(), lines[number + 1].strip()
    return len(quoted) >= _LONG_LINE and quoted[-1] not in ".?!:" and rest[:1].islower() and len(rest) < _LONG_LINE


def _marked_after(lines: list[str], number: int) -> bool:
    """Tell whether the next line that is not blank is quoted."""
    for line in lines[number : number + 5]:
        if line.strip():
            return bool(_QUOTED.match(line))
    return False


def _paragraph_end(lines: list[str], number: int) -> int:
    while number < len(lines) and not lines[number].strip():
        number += 1
    while number < len(lines) and lines[number].strip():
        number += 1
    return number


def _wrote_line(lines: list[str], number: int) -> int:
    """Count the lines of an `On ... wrote:` that begins here; 0 if none does."""
    timed = _tells_time(lines[number])
    starts = bool(_STARTS.match(lines[number])) or (timed and lines[number].lstrip()[:1].isdigit())
    window = ""
    for length, line in enumerate(lines[number : number + (_HEADER_LINES if starts or timed else 1)], start=1):
        part = line.strip()
        window = f"{window} {part}".strip()
        if not part or len(window) > _HEADER_CHARACTERS or (_QUOTED.match(part) and part != ">:"):
            return 0
        if part.rstrip("*_ \t").endswith(_ENDS) and _is_wrote(window, starts=starts):
            certain = _is_machine_written(window) or _marked_after(lines, number + length)
            return length if certain or _NUMBERS.search(window) else 0
    return 0


def _is_wrote(window: str, *, starts: bool) -> bool:
    if _NAMED.search(window) and len(_NUMBERS.findall(window)) >= _DATE_AND_TIME:
        return True
    if _tells_time(window) and _WROTE_ALONE.search(window):
        return True
    if _VERB.search(window):
        return starts or bool(_ADDRESS.search(window))
    return bool(_NUMBERS.search(window)) and any(header.match(window) for header in _other_headers())


def _is_machine_written(window: str) -> bool:
    """Tell a mail program's line by the address, or the date with a time of day, that people leave out."""
    return not _PERSONAL.search(window) and bool(_ADDRESS.search(window) or _tells_time(window))


def _tells_time(window: str) -> bool:
    head = window[:_HEADER_CHARACTERS]
    return len(_NUMBERS.findall(head)) >= _DATE_AND_TIME and bool(_CLOCK.search(head))


@cache
def _other_headers() -> tuple[re.Pattern[str], ...]:
    """Give mail-parser-reply's patterns for the languages that the rules above do not cover.

    They backtrack, so they see one line of bounded length at a time, never a whole mail.
    """
    return tuple(
        re.compile(MAIL_LANGUAGES[language]["wrote_header"], re.IGNORECASE)
        for language in ("cs", "da", "ja", "ko", "pl", "sv", "zh")
    )


def _header_block(lines: list[str], number: int) -> bool:
    """Tell whether a copied header begins here: sender, date, and a subject or an address.

    A web form also lists a sender and a subject above the customer's words, but no date; who books
    a journey writes from, to and date, but no subject.
    """
    kinds: set[str] = set()
    for line in lines[number : number + _FIELD_LINES]:
        field = _FIELD.match(line)
        kind = _FIELDS.get(field[1].strip(" \t*_").lower()) if field else None
        if kind:
            kinds.add(kind)
            kinds.update({"address"} if _ADDRESS.search(line) else ())
        elif line.strip() and not kinds:
            return False
    return {"from", "date"} <= kinds and not kinds.isdisjoint({"subject", "address"})
