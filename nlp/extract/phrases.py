"""Words and phrases as the rules see them: one tokeniser, one spelling of a word, one notation for many phrasings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from nlp.errors import ModelError

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

# A contraction stays one word ("don't", "sister's"); runs of one mark are one token, so that a page of quotes is short.
TOKEN = re.compile(r"[^\W_]+(?:['’‘`´][^\W_]+)*|([^\w\s]|_)\1*|\s+")
APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´", "'"))
ITEM = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]|[^\s{}\[\]]+")
MAX_PHRASINGS = 4000  # of one cue; more is a slip of the pen
CHARACTERS_AT_ONCE = 1_000_000
LONGEST_WORD = 24  # that word_before sees whole
MARKS = frozenset({".", ",", "?", "!", ")", ";", ":", "..."})  # that may close a phrase


def normal(word: str) -> str:
    """Spell a word as the rules do: lower case, straight apostrophes, no accents."""
    word = word.lower().translate(APOSTROPHES)
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)) or word


def split_words(text: str) -> tuple[list[str], list[bool]]:
    """Split a text into tokens and whether a space follows each, so that joining them gives the text back."""
    words: list[str] = []
    spaces: list[bool] = []
    for match in TOKEN.finditer(text):
        token = match[0]
        if token[0] == " " and words and not spaces[-1]:
            spaces[-1] = True
            token = token[1:]
        if token:
            words.append(token)
            spaces.append(False)
    return words, spaces


def make_doc(vocab: Vocab, text: str) -> Doc:
    """Tokenise one text into a spaCy document."""
    from spacy.tokens import Doc

    words, spaces = split_words(text)
    return Doc(vocab, words=words, spaces=spaces)


def expand(cue: str, sets: Mapping[str, Sequence[str]]) -> list[str]:
    """Spell out a cue: `{a|b}` is one of them, `[a|b]` one of them or nothing, `$name` a set of the rules.

    Raises:
        ModelError: a set is not defined, or the cue stands for more than MAX_PHRASINGS phrasings.
    """
    options: list[list[str]] = []
    count = 1
    for item in ITEM.findall(cue):
        choices = item[1:-1].split("|") if item[0] in "{[" else [item]
        spelled = [phrase for choice in choices for phrase in _spell(choice.strip(), cue, sets)]
        options.append([*spelled, ""] if item[0] == "[" else spelled)
        count *= len(options[-1])
    if count > MAX_PHRASINGS:
        raise ModelError(f"cue {cue!r} stands for {count} phrasings, more than {MAX_PHRASINGS}: split it")
    phrasings = (" ".join(part for part in parts if part) for parts in product(*options))
    return sorted({phrase for phrase in phrasings if phrase})


def _spell(choice: str, cue: str, sets: Mapping[str, Sequence[str]]) -> list[str]:
    if "$" not in choice:
        return [choice]
    match = re.search(r"\$(\w+)", choice)
    if match is None or match[1] not in sets:
        raise ModelError(f"cue {cue!r} names a set that the rules do not define: add it to `sets`")
    return [
        phrase
        for member in sets[match[1]]
        for phrase in _spell(f"{choice[: match.start()]}{member}{choice[match.end() :]}", cue, sets)
    ]


def build_matcher(vocab: Vocab, cues: Iterable[tuple[str, str]], sets: Mapping[str, Sequence[str]]) -> PhraseMatcher:
    """Build a matcher over (name, cue) pairs; a match carries the name of its cue."""
    from spacy.matcher import PhraseMatcher

    matcher = PhraseMatcher(vocab, attr="NORM")
    for name, cue in cues:
        matcher.add(name, [make_doc(vocab, phrase) for phrase in expand(cue, sets)])
    return matcher


def match_phrases(matcher: PhraseMatcher, doc: Doc) -> list[tuple[str, int, int]]:
    """Find the phrases of a matcher: name, first token, token after the last.

    Blanks between words do not count: a wrapped line or a doubled space parts no phrase.
    """
    from spacy.tokens import Doc

    solid = [at for at, token in enumerate(doc) if not token.is_space]
    names = doc.vocab.strings
    if len(solid) == len(doc):
        return [(names[name], start, end) for name, start, end in matcher(doc)]
    words = Doc(doc.vocab, words=[doc[at].text for at in solid])
    return [(names[name], solid[start], solid[end - 1] + 1) for name, start, end in matcher(words)]


def longest(matches: Iterable[tuple[Any, int, int]]) -> list[tuple[Any, int, int]]:
    """Of matches that overlap keep the longest, the first of equals; in order of the text."""
    kept: list[tuple[Any, int, int]] = []
    taken: set[int] = set()
    for name, start, end in sorted(matches, key=lambda match: (match[1] - match[2], match[1])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            kept.append((name, start, end))
    return sorted(kept, key=lambda match: match[1])


def batches(texts: Sequence[str]) -> Iterator[range]:
    """Cut texts into ranges of about CHARACTERS_AT_ONCE: what the vocabulary learns is forgotten after each."""
    start = size = 0
    for number, text in enumerate(texts):
        size += len(text)
        if size >= CHARACTERS_AT_ONCE:
            yield range(start, number + 1)
            start, size = number + 1, 0
    if start < len(texts):
        yield range(start, len(texts))


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of a text without its blanks: normal spelling, start and end in code points."""

    text: str
    norms: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def at(self, index: int) -> str:
        """The word at an index; "" beyond both ends."""
        return self.norms[index] if 0 <= index < len(self.norms) else ""

    def joined(self, index: int) -> bool:
        """Whether the word follows the one before without a blank."""
        return 0 < index < len(self.norms) and self.starts[index] == self.ends[index - 1]


def words_of(text: str) -> Words:
    """The words of a text: the tokens of make_doc, blanks left out."""
    tokens = [match for match in TOKEN.finditer(text) if not match[0].isspace()]
    return Words(
        text,
        tuple(normal(match[0]) for match in tokens),
        tuple(match.start() for match in tokens),
        tuple(match.end() for match in tokens),
    )


class PhraseTable:
    """Phrases by their first word."""

    def __init__(self, cues: Iterable[str], sets: Mapping[str, Sequence[str]]) -> None:
        self.first: dict[str, list[tuple[str, ...]]] = {}
        for cue in cues:
            for phrase in expand(cue, sets):
                parts = tuple(word for word in split_words(phrase)[0] if word != " ")
                self.first.setdefault(parts[0], []).append(parts)

    def ends(self, words: Words, at: int) -> Iterator[int]:
        """Where the phrases end that start at a word."""
        for phrase in self.first.get(words.norms[at], ()):
            if words.norms[at : at + len(phrase)] == phrase:
                yield at + len(phrase)


def word_before(text: str, at: int) -> str:
    """The word before a place in a text, in lower case; "" at its start."""
    head = text[max(0, at - LONGEST_WORD) : at].lower().split()
    return head[-1] if head else ""
