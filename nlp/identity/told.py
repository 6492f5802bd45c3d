"""Keys that customers tell of themselves in their first turns, where the source gives none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.identity.keys import Key, email_key, name_key, phone_key
from nlp.records import Conversation

FIRST_TURNS = 3  # in which people introduce themselves
READ_CHARACTERS = 2_000  # of a turn
NAME_WORDS = 4

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(r"(?<![\w+])\+?\(?\d(?:(?!\. )[\d ().-]){6,22}\d(?!\w)")  # ends with its sentence
_NAME = rf"((?:[^\W\d_][\w'’-]*[ ]){{1,{NAME_WORDS - 1}}}[^\W\d_][\w'’-]*)"
_GREETING = r"(?:hi|hello|hey|yes|yeah|hiya|good (?:morning|afternoon|evening))\b[^.!?\n]{0,20}?,?\s+"
_START = rf"(?:^|(?<=[.!?\n]))\s*+(?:{_GREETING})?"
# "my name is …", "this is …", "it's …", "i'm …": the name runs to the next punctuation or a word that no name holds.
# It is looked ahead at, not read: callers whose speech has no full stops say "i'm calling because this is …".
_INTRODUCED = re.compile(
    rf"\b(?:my name is|name['’]s|this is|it['’]s|its|it is|i['’]m|i am|im)\s++(?={_NAME})", re.IGNORECASE
)
_HERE = re.compile(_NAME + r" here\b(?!\s*\?)", re.IGNORECASE)
# "…, you'll find me": a name that starts a sentence, then a comma and the speaker in the first person.
_NAMED = re.compile(_START + _NAME + r",\s+((?:[^\s.!?]+\s*){1,6})", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:i|i'm|im|i've|me|calling|ringing|writing|again)\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:my|me|mine|i'm|i’m|i am)\b[^.!?\n]*$", re.IGNORECASE)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:my (?:wife|husband|partner|mother|mum|mom|father|dad|son|daughter|sister|brother|boss|client|friend|aunt|"
    r"uncle|gran(?:ny|n?an|d?ma|d?pa|d?dad|d(?:mother|father|son|daughter))?|neighbou?r|colleague)s?|he|she|they|behalf|"
    r"(?:his|her|their) name|for (?:him|her|them))\b",
    re.IGNORECASE,
)

_ABOUT = ("for", "to", "with", "of", "about")  # a name behind one of these is somebody else's


def told_keys(conversation: Conversation, *, region: str, sender_known: bool = False) -> Iterator[Key]:
    """Find the keys that the customer tells: e-mail and phone anywhere in their turns, the name in their first ones.

    A turn that speaks of somebody else ("my sister, her address is …") gives none.

    Args:
        conversation: before redaction.
        region: of telephone numbers without a country.
        sender_known: the source gives keys; then only an address or number that is called the sender's own counts
            ("mail me at …", "my number is …").

    Yields:
        Keys of the kinds `told email`, `told phone` and `told name`, strongest first. A name is a candidate only:
        nothing but a CRM that holds exactly this full name once makes a link of it.
    """
    told = [turn.text[:READ_CHARACTERS] for turn in conversation.turns if turn.speaker == "customer"]
    mine = ["" if _SOMEBODY_ELSE.search(text) else text for text in told]
    emails = [m for text in mine for m in _EMAIL.finditer(text) if not sender_known or _is_own(m)]
    phones = [m for text in mine for m in _PHONE.finditer(text) if not sender_known or _is_own(m)]
    found = [("told email", email_key(m[0].rstrip(".-"))) for m in emails]
    found += [("told phone", phone_key(m[0], region=region)) for m in phones]
    if not sender_known:
        found += [("told name", name) for text in mine[:FIRST_TURNS] for name in _names(text)]
    yield from dict.fromkeys(Key(kind, key) for kind, key in found if key)


def _is_own(match: re.Match[str]) -> bool:
    return bool(_OWN.search(match.string, max(0, match.start() - 40), match.start()))


def _names(text: str) -> Iterator[str]:
    for match in _INTRODUCED.finditer(text):
        yield from _prefixes(match[1])
    for match in _HERE.finditer(text):
        yield from _suffixes(match)
    for match in _NAMED.finditer(text):
        if _FIRST_PERSON.search(match[2]):
            yield from _suffixes(match)


def _prefixes(words: str) -> Iterator[str]:
    """The first two, three … words: the name may go on into the sentence."""
    split = words.split()
    yield from filter(None, (name_key(" ".join(split[:count])) for count in range(len(split), 1, -1)))


def _suffixes(match: re.Match[str]) -> Iterator[str]:
    """The last two, three … words, unless they are what the words before speak about: the name may come late."""
    before = match.string[: match.start(1)].rsplit(maxsplit=1)[-1:] or [""]
    split = [before[0], *match[1].split()]
    whole = (" ".join(split[first:]) for first in range(1, len(split) - 1) if split[first - 1].lower() not in _ABOUT)
    yield from filter(None, map(name_key, whole))
