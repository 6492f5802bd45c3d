"""What stands below an e-mail's words and was not written for it: signatures, device lines, disclaimers."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from mailparser_reply.constants import MAIL_LANGUAGES  # type: ignore[import-untyped]

_DELIMITER = re.compile(r"(?:--|—|–)[ \t]*$")
_LIST_FOOTER = re.compile(r"_{20,}[ \t]*\n[^\n]{1,80}\bmailing list\b", re.IGNORECASE)
_LONG_SIGNATURE = 25  # lines; below a bare "--" more than that is a letter with a divider

_DEVICES = (
    "i?phone|ipad|ipod|android|samsung|galaxy|blackberry|windows|mobile|handy|smartphone|tablet|huawei|xiaomi|pixel|"
    "xperia|htc|nokia|motorola|oneplus|yahoo|outlook|mail|gmail|gmx|web\\.de|aol|proton|sparrow|nine|bluemail|"
    "téléphone|"
    "móvil|celular|telefoon|cellulare|telemóvel"
)
_SENT_FROM = re.compile(
    r"[ \t]{0,4}(?:(?:sent|gesendet|diese nachricht wurde|envoyé|enviado|verzonden|verstuurd|inviato|skickat|"
    r"sendt|wysłano|отправлено)[ \t]+(?:from|via|using|with|by|von|mit|de|depuis|desde|do|vanaf|"
    r"vanuit|met|da|dal|från|fra|z|с|aus|über)\b[^.!?\n]{0,30}?\b(?:"
    + _DEVICES
    + r")|(?:get|holen sie sich|télécharger|obtener|download) outlook\b|"
    r"sent on the go\b)[^\n]{0,100}$",
    re.IGNORECASE,
)

_SIGN_OFF = re.compile(
    r"[ \t]{0,4}(?:(?:many |with |my )?thanks(?: again| so much| a lot| and (?:best |kind )?regards)?|"
    r"thank you(?: very much)?|(?:best|kind|kindest|warm|warmest|with (?:best|kind))(?: regards| wishes)?|regards|"
    r"cheers|sincerely(?: yours)?|"
    r"yours(?: sincerely| faithfully| truly)?|respectfully|cordially|take care|all the best|love|"
    r"mit freundlichen grüßen|freundliche grüße|(?:viele|liebe|beste|schöne) grüße|lg|mfg|vg|gruß|"
    r"(?:bien )?cordialement|bien à vous|salutations|saludos(?: cordiales)?|un saludo|atentamente|cordialmente|"
    r"gracias|"
    r"met vriendelijke groeten?|(?:hartelijke )?groeten|cordiali saluti|distinti saluti|saluti|atenciosamente|"
    r"cumprimentos|abraços|obrigad[oa])[ \t]*[,.!]*[ \t]*$",
    re.IGNORECASE,
)
_CONTACT_LABEL = re.compile(
    r"[ \t]{0,4}(?:phone|tel|telephone|telefon|téléphone|teléfono|mobile?|mob|cell|fax|office|direct|work|home|www|"
    r"web|"
    r"e-?mail|[tmpfdwe])\b[ \t.:#()]{0,4}[+(\d@h]",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"https?://|\bwww\.|[\w.+-]{1,64}@[\w-]{1,64}\.|\(?\+?\d[\d() ./-]{6,20}\d")
_TELLS = re.compile(r"[ \t]{0,4}(?:p\.? ?s\b|n\.? ?b\b)|[.?!][ \t]*$", re.IGNORECASE)
_BLOCK_LINES = 10
_SHORT_LINE = 70

_ABOUT_MAIL = re.compile(
    r"\b(?:e-?mails?|messages?|communication|transmission|attachments?|nachricht|mail|courriel|mensaje|correo|"
    r"bericht|"
    r"messaggio|mensagem)\b",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"intended (?:recipients?|addressees?|solely|only)|intended for the|named (?:recipient|addressee|above)|"
    r"unauthori[sz]ed|legally privileged|privileged (?:and|or|information)|"
    r"confidential(?:ity)? (?:and|or|information|notice|patient)|contain(?:s)? (?:\w+ ){0,3}confidential|"
    r"strictly prohibited|received (?:this|it) (?:\w+ )?in error|"
    r"vertrauliche|rechtlich geschützt|nicht der (?:richtige|beabsichtigte)|irrtümlich|"
    r"confidentiel|destinataire|destinatario|confidencial|riservat|vertrouwelijk|geadresseerde|destinatário",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"consider the environment|virus-free\.|scanned (?:by|for) (?:virus|mailscanner|avast|avg)|checked for viruses|"
    r"(?:to )?unsubscribe\b.{0,80}(?:https?:|click|here|list|reply)|this e-?mail was sent (?:to|from|by)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"[ \t*]{0,4}(?:this|the|these|if you|please|any|diese|der|die|ce|cet|este|esta|dit|deze|questo|questa|le)\b",
    re.IGNORECASE,
)
_LONG_PARAGRAPH = 2_000  # characters looked at
_BANNER = re.compile(
    r"[ \t\[*]{0,4}(?:caution|warning|external|attention|notice)\b.{0,120}?\b"
    r"(?:originated from outside|outside (?:of )?(?:the|your|our) organi[sz]ation|external (?:sender|e-?mail|"
    r"source))",
    re.IGNORECASE | re.DOTALL,
)


def cut_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    """Cut a signature, device lines, disclaimers and security banners; greeting and sign-off stay.

    Args:
        lines: one run of new lines, no quotations among them.

    Returns:
        The lines that were written for this mail, and those of the signature: what stood below its delimiter, or
        the ways to reach the sender below the name.
    """
    lines, below = _cut_delimited([line for line in lines if not _SENT_FROM.match(line)])
    lines, contacts = _cut_contacts(_cut_disclaimers(_cut_banner(lines)))
    return _trim(lines), [*contacts, *_trim(_cut_disclaimers(below))]


def _cut_delimited(lines: list[str]) -> tuple[list[str], list[str]]:
    """Cut at the first `--` that a signature follows."""
    for number, line in enumerate(lines):
        if _LIST_FOOTER.match("\n".join(lines[number : number + 2])):
            return lines[:number], []
        if not _DELIMITER.match(line):
            continue
        # `islice` over the list itself would walk there from its start each time
        below = (rest for rest in map(lines.__getitem__, range(number + 1, len(lines))) if rest.strip())
        if line.startswith("-- ") or len(list(islice(below, _LONG_SIGNATURE + 1))) <= _LONG_SIGNATURE:
            return lines[:number], lines[number + 1 :]
    return lines, []


def _cut_banner(lines: list[str]) -> list[str]:
    """Cut the warning that a mail server puts on top of mail from outside."""
    first = _trim(lines)
    end = next((number for number, line in enumerate(first) if not line.strip()), len(first))
    return first[end:] if _BANNER.match("\n".join(first[:end])[:600]) else lines


def _cut_disclaimers(lines: list[str]) -> list[str]:
    """Cut legal paragraphs and server footers from the end up, never all that there is."""
    lines = _trim(lines)
    end = len(lines)
    while True:
        start = next((number for number in range(end - 1, -1, -1) if not lines[number].strip()), -1) + 1
        paragraph = lines[start:end]
        first = start + _disclaimer_line(paragraph) if _is_disclaimer(" ".join(paragraph)) else 0
        if not first:
            return lines[:end]
        end = first
        while end and not lines[end - 1].strip():
            end -= 1
        if end > start:
            return lines[:end]


def _is_disclaimer(paragraph: str) -> bool:
    paragraph = paragraph[:_LONG_PARAGRAPH]
    if _FOOTER.search(paragraph):
        return True
    if not _ABOUT_MAIL.search(paragraph):
        return False
    terms = set(map(str.lower, _LEGAL.findall(paragraph)))
    return len(terms) > 1 or bool(terms and _disclaimer_starts().match(paragraph))


def _disclaimer_line(paragraph: list[str]) -> int:
    """Find the line of a paragraph with which its disclaimer begins: a name or last words may stand right above."""
    terms = (_LEGAL, _FOOTER)
    first = next((number for number, line in enumerate(paragraph) if any(term.search(line) for term in terms)), 0)
    while first and _ABOUT_MAIL.search(paragraph[first - 1]) and _OPENING.match(paragraph[first - 1]):
        first -= 1
    return first


@cache
def _disclaimer_starts() -> re.Pattern[str]:
    """Give the words with which mail-parser-reply knows disclaimers to begin, in its languages."""
    starts = {
        start for language in MAIL_LANGUAGES.values() for start in language.get("disclaimers", ()) if len(start) > 1
    }
    return re.compile(r"[ \t*]{0,4}(?:" + "|".join(sorted(starts)) + ")", re.IGNORECASE)


def _cut_contacts(lines: list[str]) -> tuple[list[str], list[str]]:
    """Cut off the lines of address and telephone below a sign-off and the name.

    Only short lines that are no sentences go, and only if one of them is a way to reach the
    sender: a postscript, or an answer below the name, stops it.
    """
    lines = _trim(lines)
    for number in range(len(lines) - 1, max(len(lines) - 1 - _BLOCK_LINES, 0), -1):
        if _SIGN_OFF.match(lines[number]):
            below = [line for line in lines[number + 1 :] if line.strip()][1:]
            card = all(len(line) <= _SHORT_LINE and not _TELLS.match(line) for line in below)
            reach = any(_CONTACT_LABEL.match(line) or _CONTACT.search(line) for line in below)
            if not (card and reach):
                return lines, []
            name = next(n for n in range(number + 1, len(lines)) if lines[n].strip())
            return lines[: name + 1], lines[name + 1 :]
    return lines, []


def _trim(lines: list[str]) -> list[str]:
    """Drop blank lines at both ends."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]
