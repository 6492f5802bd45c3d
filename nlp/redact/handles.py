"""User names and handles: announced by a word, asked for, or shaped like nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from nlp.redact import rules
from nlp.redact.context import ends_sentence, is_linked
from nlp.redact.tokens import Span, Token, Topic

FILE: Final = re.compile(
    r"\.(?:jpe?g|png|gif|pdf|docx?|xlsx?|csv|txt|zip|html?|mp[34]|heic|mov|exe|dmg|py|js|com|org|net|co|uk|de|ie|io|ca|au)$",
    re.IGNORECASE,
)
CODE: Final = re.compile(r"[A-Z]{1,5}[-/]?\d[\dA-Z/-]*")
TAGGED: Final = re.compile(r"[^\W\d]\w+#\d{3,5}")
DOTTED: Final = re.compile(r"[a-z]{1,15}(?:\.[a-z]{1,15}){1,3}\d{0,4}")
NUMBERED: Final = re.compile(r"[A-Za-z]{4,20}\d{1,4}")
ABBREVIATED: Final = rules.words("e.g i.e a.m p.m etc u.s u.k p.s n.b a.k.a")
DIRECT: Final = rules.words("user username login handle id name")
INNER: Final = rules.words("underscore dot dash hyphen point")
NAME_MARKS: Final = frozenset("._-#")
OPENERS: Final = frozenset(":,=(\"'“‘-–@")
SURE: Final = frozenset(":=(")
MAY_OPEN: Final = rules.words("its at x")  # words that begin names too
SHORTEST = 3  # code points
SHORTEST_DOTTED = 5
LONGEST_LINK = 6  # tokens between a phrase and its name
LONGEST_NAME = 8  # words
PLAIN_WORDS = 4  # of a name without digits or dots
UNDERSCORED_WORDS = 3  # before "underscore"
FRESH_WORDS = 3  # of a name that nothing but the question announces
ALIKE = 4  # letters that two versions of a name share


def find_usernames(
    text: str, tokens: Sequence[Token], topics: Sequence[Topic], *, fresh: bool, spoken: bool
) -> list[Span]:
    """Find the user names of a turn.

    Args:
        text: the turn.
        tokens: of the turn.
        topics: of the turn.
        fresh: whether the turn before asked for a user name.
        spoken: whether the turn is a recogniser's, without marks or capitals to tell a name by.
    """
    named = [topic for topic in topics if topic.type == "USERNAME"]
    hinted = fresh or bool(named) or any(token.key in rules.USER_HINTS for token in tokens)
    found = (
        _shaped(text, tokens, hinted=hinted, spoken=spoken) if hinted or _may_be_shaped(text) or " as " in text else []
    )
    if spoken:
        found += _underscored(tokens)
        found += [span for topic in named for span in _before(tokens, topic)]
    for topic in named:
        first, sure = _behind(tokens, topic)
        if first is None:
            continue
        direct = first == topic.last and tokens[first - 1].key in DIRECT
        span = _said(tokens, first, soft=not sure) if spoken else _typed(text, tokens, first, sure=sure, direct=direct)
        found += [] if span is None else [span]
    answer = _answer(text, tokens, spoken=spoken) if fresh and tokens else None
    found += [] if answer is None else [answer]
    return found + [more for span in found for more in _beside(text, tokens, span, spoken=spoken)]


def _may_be_shaped(text: str) -> bool:
    return "_" in text or "@" in text or "#" in text


def _shaped(text: str, tokens: Sequence[Token], *, hinted: bool, spoken: bool) -> list[Span]:
    """User names by their looks: @name, snake_case, Name#1234; where logins are spoken of also j.smith and jsmith72."""
    found: list[Span] = []
    for place, token in enumerate(tokens):
        if token.kind in ("mask", "mark"):
            continue
        lead = tokens[place - 1] if place and tokens[place - 1].end == token.start else None
        if lead is not None and lead.text != "@" and lead.text[-1] in "._-#@/":
            continue
        start, end = token.start, _end(text, token.start)
        name = text[start:end]
        if FILE.search(name) or text[end : end + 1] in ("@", "/"):
            continue
        named = hinted or (place > 0 and tokens[place - 1].key == "as")
        if lead is not None and lead.text == "@":
            alone = place == 1 or tokens[place - 2].end < lead.start
            if alone and len(name) > 1 and not name.isdecimal():
                found.append(Span(lead.start, end, "USERNAME"))
        elif _is_snake(text, start, end) or TAGGED.fullmatch(name) or (named and _is_telling(name, spoken=spoken)):
            found.append(Span(start, end, "USERNAME"))
    return found


def _is_snake(text: str, start: int, end: int) -> bool:
    """Whether a word is written with underscores and is no parameter of an address or a formula."""
    name = text[start:end]
    worded = "_" in name.strip("_") and any(letter.isalpha() for letter in name) and not name.isupper()
    return worded and text[start - 1 : start] not in ("/", "=", "&", "?") and text[end : end + 2].strip()[:1] != "="


def _is_telling(name: str, *, spoken: bool) -> bool:
    """Whether a word is shaped like jsmith72, or typed like j.smith."""
    if NUMBERED.fullmatch(name) and not name.isupper() and not name[:2].isupper():
        return not name.istitle() or name[-2:].isdecimal()
    dotted = DOTTED.fullmatch(name) is not None and len(name) >= SHORTEST_DOTTED and name not in ABBREVIATED
    return dotted and not spoken


def _end(text: str, start: int) -> int:
    end = start
    while end < len(text) and (text[end].isalnum() or text[end] in "._-#"):
        end += 1
    while end > start and text[end - 1] in ".-#":
        end -= 1
    return end


def _underscored(tokens: Sequence[Token]) -> list[Span]:
    """Find "big dave underscore leeds"."""
    found: list[Span] = []
    stops = rules.NO_HANDLE | rules.HANDLE_LINKS
    for place, token in enumerate(tokens):
        if token.key != "underscore" or (found and found[-1].end > token.start):
            continue
        first = place
        while first > 0 and place - first < UNDERSCORED_WORDS and tokens[first - 1].kind in ("word", "code", "number"):
            if tokens[first - 1].text.lower() in stops:
                break
            first -= 1
        said = _said(tokens, place + 1, soft=False) if first < place else None
        if said is not None:
            found.append(Span(tokens[first].start, said.end, "USERNAME"))
    return found


def _before(tokens: Sequence[Token], topic: Topic) -> list[Span]:
    """Find "bacon bandit is the user": the name that opens the turn."""
    if [token.key for token in tokens[max(0, topic.first - 2) : topic.first]] not in (["is", "the"], ["is", "my"]):
        return []
    words = tokens[: topic.first - 2]
    if not 0 < len(words) <= FRESH_WORDS or any(token.key in rules.LINKS or _stops(token) for token in words):
        return []
    return [Span(words[0].start, words[-1].end, "USERNAME")]


def _stops(token: Token) -> bool:
    """Whether a token cannot begin a name."""
    return token.kind in ("mark", "mask") or token.text.lower() in rules.NO_HANDLE - MAY_OPEN


def _behind(tokens: Sequence[Token], topic: Topic) -> tuple[int | None, bool]:
    """The token after a phrase and the words that link it to the name, and whether the link leaves no doubt."""
    lead = tokens[topic.last - 1]
    sure = lead.key in ("as", "with") or lead.text.lower().endswith("'s")
    for position in range(topic.last, min(len(tokens), topic.last + LONGEST_LINK + 1)):
        token = tokens[position]
        said = token.text.lower()
        if token.kind == "mask":
            return None, False
        if token.kind == "mark":
            if ends_sentence(tokens, position) or token.text[0] not in OPENERS:
                return None, False
            sure = sure or token.text[0] in SURE
        elif said in rules.HANDLE_LINKS:
            sure = sure or said in rules.HANDLE_VERBS
        elif (sure or position == topic.last or token.kind == "code") and not _stops(token):
            return position, sure
        else:
            break
    return _behind_verb(tokens, topic), False


def _behind_verb(tokens: Sequence[Token], topic: Topic) -> int | None:
    """The token after "is" in "my username for the banking is"."""
    for position in range(topic.last, min(len(tokens) - 1, topic.last + LONGEST_LINK)):
        if tokens[position].kind != "word":
            return None
        if tokens[position].key in ("is", "was"):
            return position + 1
    return None


def _typed(text: str, tokens: Sequence[Token], first: int, *, sure: bool, direct: bool) -> Span | None:
    """A name that is typed, unless the word is a common one.

    Args:
        text: the turn.
        tokens: of the turn.
        first: the token it begins at.
        sure: "user name is", "login:", "log in as" stands before.
        direct: "user" or "login" stands right before.
    """
    token = tokens[first]
    start, end = token.start, _end(text, token.start)
    name, after = text[start:end], text[end : end + 1]
    if _stops(token) or len(name) < SHORTEST or FILE.search(name) or after == "@":
        return None
    if CODE.fullmatch(name):
        return Span(start, end, "ACCOUNT_ID")
    mixed = any(letter.isupper() for letter in name[1:]) and not name.isupper()
    telling = mixed or any(letter in NAME_MARKS or letter.isdecimal() for letter in name)
    later = tokens[first + 1].text.lower() if first + 1 < len(tokens) else ""
    closed = after in ("", ",", ".", "\n", ")") or later in rules.HANDLE_FAILS
    plain = name.isalnum() and name.islower() and (sure or (direct and closed))
    return Span(start, end, "USERNAME") if telling or plain else None


def _said(tokens: Sequence[Token], first: int, *, soft: bool) -> Span | None:
    """A name said in words: up to the word that goes on with the sentence.

    Args:
        tokens: of the turn.
        first: the token it begins at.
        soft: whether a digit or a dot has to show that it is a name.
    """
    if first >= len(tokens) or _stops(tokens[first]):
        return None
    last = first + 1
    while last < len(tokens) and last - first <= LONGEST_NAME and _goes_on(tokens, first, last):
        last += 1
    words = tokens[first:last]
    said = any(token.is_said_number and len(token.key) > 1 for token in words)
    telling = said or any(token.kind == "code" or token.key in ("underscore", "dot") for token in words)
    if not telling and (soft or len(words) > PLAIN_WORDS):
        return None
    return Span(words[0].start, words[-1].end, "USERNAME")


def _goes_on(tokens: Sequence[Token], first: int, position: int) -> bool:
    token, before = tokens[position], tokens[position - 1].key
    if token.kind in ("mark", "mask"):
        return False
    if before in INNER or (before == "at" and position == first + 1):
        return True
    return token.text.lower() not in rules.HANDLE_TAIL and token.key not in rules.LINKS - rules.NUMBER_WORDS


def _answer(text: str, tokens: Sequence[Token], *, spoken: bool) -> Span | None:
    """The name in a turn that answers the question for it."""
    skipped = (rules.LINKS | rules.FILLERS) - rules.words("its my our your his her their")
    first = 0
    while first < len(tokens) and (tokens[first].key in skipped or tokens[first].kind == "mark"):
        first += 1
    if first >= len(tokens) or not is_linked(tokens, 0, first):
        return None
    if not spoken:
        return _typed(text, tokens, first, sure=len(tokens) - first <= 2, direct=False)  # noqa: PLR2004
    span = _said(tokens, first, soft=False)
    if span is None:
        return None
    rest = [token.key for token in tokens[first:] if token.start >= span.end]
    spelt = {"spaces", "space", "capital", "capitals", "lower", "underscore"} & set(rest) or rest[:2] == ["all", "one"]
    short = len(tokens) - first - len(rest) <= FRESH_WORDS and len(rest) <= 1
    return span if spelt or short or _said(tokens, first, soft=True) is not None else None


def _beside(text: str, tokens: Sequence[Token], span: Span, *, spoken: bool) -> list[Span]:
    """The name beside a name: "lindy lou fifty five or lindy lou five five", "paula.k not paulak"."""
    end = next((place for place, token in enumerate(tokens) if token.start >= span.end), len(tokens))
    place = end
    while place < min(len(tokens), end + 3) and tokens[place].key in ("or", "and", "not", ",", "/"):
        place += 1
    if place == end or place >= len(tokens):
        return []
    name = text[span.start : span.end].lower()
    if spoken:
        again = next((n for n in range(place, min(len(tokens), place + 5)) if tokens[n].key == name.split()[0]), None)
        said = _said(tokens, again, soft=False) if again is not None else None
        return [] if said is None else [said]
    found = _typed(text, tokens, place, sure=True, direct=False)
    if found is None:
        return []
    other = text[found.start : found.end].lower()
    telling = any(letter in NAME_MARKS or letter.isdecimal() for letter in other)
    return [found] if telling or _letters(other)[:ALIKE] == _letters(name)[:ALIKE] else []


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
