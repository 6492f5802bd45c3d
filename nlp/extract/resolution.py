"""Whether a customer accepts that a trouble is over, or says that it is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from nlp.extract.phrases import batches, build_matcher, longest, make_doc, match_phrases
from nlp.records import Resolution, Sentiment, Utterance

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

COMPONENT = "conversation_resolution"
SOLVED, ACCEPTED, GLAD, UNSOLVED = "solved", "accepted", "glad", "unsolved"
UNOPPOSED = "unopposed"  # the customer goes on without a word against the remedy


@dataclass(frozen=True, slots=True)
class _Sign:
    kind: str  # solved, accepted, glad, unsolved
    start: int  # tokens
    end: int


def add_resolution(pipeline: Language, rules: Mapping[str, Any]) -> None:
    """Add the resolution component: it reads `doc._.agent`, the agent's turn before, and fills `doc._.resolutions`."""
    from spacy.language import Language
    from spacy.tokens import Doc

    Doc.set_extension("resolutions", default=(), force=True)
    if not Language.has_factory(COMPONENT):
        Language.factory(COMPONENT, func=_create)
    pipeline.add_pipe(COMPONENT, config={"rules": dict(rules["resolution"]), "sets": dict(rules["sets"])})


def _create(nlp: Language, name: str, rules: dict[str, Any], sets: dict[str, Any]) -> ResolutionRules:  # noqa: ARG001  # spaCy's signature
    return ResolutionRules(nlp.vocab, rules=rules, sets=sets)


class ResolutionRules:
    """The spaCy component: what the customer says, read beside the remedy that the agent has just named."""

    def __init__(self, vocab: Vocab, *, rules: Mapping[str, Any], sets: Mapping[str, Sequence[str]]) -> None:
        kinds = (SOLVED, ACCEPTED, GLAD, UNSOLVED, "pseudo")
        self.vocab = vocab
        self.customer = build_matcher(vocab, ((kind, cue) for kind in kinds for cue in rules[kind]), sets)
        self.agent = build_matcher(vocab, ((kind, cue) for kind in ("remedy", "promise") for cue in rules[kind]), sets)
        self.doubts = frozenset(rules["doubts"])
        self.doubt_reach = int(rules["doubt_reach"])
        self.confidence: Mapping[str, float] = rules["confidence"]

    def __call__(self, doc: Doc) -> Doc:
        """Find the resolutions of one turn."""
        doc._.resolutions = self.find(doc, sentiment=None)
        return doc

    def find(self, doc: Doc, *, sentiment: Sentiment | None) -> tuple[Resolution, ...]:
        """Find what one turn says of its trouble: at most one resolution."""
        signs = list(self._signs(doc))
        solved = [sign for sign in signs if sign.kind == SOLVED]
        against = [sign for sign in signs if sign.kind == UNSOLVED]
        if against and not any(sign.start > against[-1].start for sign in solved):
            return (self._resolution(doc, against[-1], resolved=False),)
        if solved:
            return (self._resolution(doc, solved[-1], resolved=True),)
        if sentiment == "negative" or not len(doc) or not self._remedied(doc._.agent):
            return ()
        glad = [sign for sign in signs if sign.kind in {ACCEPTED, GLAD}]
        best = min(glad, key=lambda sign: sign.kind) if glad else _Sign(UNOPPOSED, 0, len(doc))
        return (self._resolution(doc, best, resolved=True),)

    def _signs(self, doc: Doc) -> Iterator[_Sign]:
        matches = match_phrases(self.customer, doc)
        norms = [token.norm_ for token in doc]
        for kind, start, end in longest(sorted(matches, key=lambda match: match[0] != "pseudo")):
            doubtful = self.doubts.intersection(norms[max(0, start - self.doubt_reach) : start])
            if kind == "pseudo" or (kind == SOLVED and (doubtful or norms[end : end + 1] == ["?"])):
                continue
            yield _Sign(kind, start, end)

    def _remedied(self, agent: str | None) -> bool:
        """Whether the agent's turn before names a remedy that is done, not one that is only promised."""
        if not agent:
            return False
        found = longest(match_phrases(self.agent, make_doc(self.vocab, agent)))
        return any(kind == "remedy" for kind, _, _ in found)

    def _resolution(self, doc: Doc, sign: _Sign, *, resolved: bool) -> Resolution:
        words = doc[sign.start : sign.end]
        confidence = self.confidence[sign.kind]
        return Resolution(resolved=resolved, confidence=confidence, start=words.start_char, end=words.end_char)


def find_resolutions(
    utterances: Sequence[Utterance], *, pipeline: Language, sentiments: Sequence[Sentiment | None] | None = None
) -> list[tuple[Resolution, ...]]:
    """Find where customers say that their trouble is over, or is not.

    Args:
        utterances: n turns, each with the agent's turn before as its context; other speakers' turns give nothing.
        pipeline: what `context.build_pipeline` gives.
        sentiments: how each turn feels, where it is known: thanks in a bitter turn accept nothing.

    Returns:
        n tuples of at most one resolution.
    """
    moods = sentiments if sentiments is not None else [None] * len(utterances)
    component = cast("ResolutionRules", pipeline.get_pipe(COMPONENT))
    found: list[tuple[Resolution, ...]] = []
    for batch in batches([utterance.text for utterance in utterances]):
        with pipeline.memory_zone():
            for number in batch:
                utterance = utterances[number]
                doc = pipeline.make_doc(utterance.text)
                doc._.agent = utterance.context
                found.append(component.find(doc, sentiment=moods[number]) if utterance.speaker == "customer" else ())
    return found
