"""What stands around a statement: negation, past, plans, wishes, other people's lives, questions, each with its cue.

After ConText (Harkema et al., 2009: cue, direction, scope, terminators), made for conversation: turns without
punctuation, contractions with and without apostrophes, answers to the agent's question. The cues are data:
`models/context-en-1/rules.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from nlp.errors import ModelError
from nlp.extract.phrases import batches, build_matcher, longest, make_doc, match_phrases, normal
from nlp.records import Status

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

Kind = Literal["negated", "past", "planned", "hypothetical", "other_person", "question"]
STATUSES: Mapping[str, Status] = {"negated": "negated", "past": "past", "planned": "planned"}
COMPONENT = "conversation_context"


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifier:
    """A cue that changes how what is said near it must be taken, and how far it reaches."""

    kind: Kind
    cue: str  # as said
    cue_start: int  # code points
    cue_end: int  # exclusive
    start: int  # of the scope, the cue included
    end: int  # exclusive
    rule: str  # the cue as the rules write it
    only: tuple[str, ...] = ()  # attributes, or attribute=value, that alone it speaks of; empty: any
    never: tuple[str, ...] = ()  # those that it does not touch


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the rules say of a cue: its status, or that it is no statement about the household at all."""

    kind: Kind
    status: Status | None  # None for hypothetical, other_person and question: there is no fact
    cue: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    kind: str  # a Kind, or pseudo, cancel
    text: str
    direction: str  # forward, backward, both, here (the cue alone)
    scope: int  # tokens beyond the cue
    start_only: bool  # counts only where the turn starts
    asked: str | None  # counts only after an agent's turn with this sign
    before: frozenset[str]  # counts only before one of these words, "" being the end; empty: before any
    only: tuple[str, ...]
    never: tuple[str, ...]


def build_pipeline(rules: Mapping[str, Any]) -> Language:
    """Build the rule pipeline: our tokeniser, then context, patterns and resolutions.

    Args:
        rules: the parsed `rules.json` of a context model.

    Raises:
        ModelError: the rules do not have the parts or the spelling that the components read.
    """
    import spacy
    from spacy.attrs import NORM  # type: ignore[import-not-found]  # compiled, without types

    from nlp.extract.patterns import add_patterns
    from nlp.extract.resolution import add_resolution

    pipeline = spacy.blank("en")
    vocab = pipeline.vocab
    cast("Any", vocab).lex_attr_getters[NORM] = normal
    for lexeme in vocab:
        lexeme.norm_ = normal(lexeme.orth_)
    pipeline.tokenizer = lambda text: make_doc(vocab, text)
    pipeline.max_length = 2**31 - 1  # the default exists for parsers; these components are linear
    try:
        add_context(pipeline, rules)
        add_patterns(pipeline, rules)
        add_resolution(pipeline, rules)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"rules.json does not fit this version ({error!r}): rebuild or reinstall the context model"
        ) from error
    return pipeline


def add_context(pipeline: Language, rules: Mapping[str, Any]) -> None:
    """Add the context component; its results stand in `doc._.modifiers`, the agent's turn before in `doc._.agent`."""
    from spacy.language import Language
    from spacy.tokens import Doc

    Doc.set_extension("modifiers", default=(), force=True)
    Doc.set_extension("agent", default=None, force=True)
    if not Language.has_factory(COMPONENT):
        Language.factory(COMPONENT, func=_create)
    pipeline.add_pipe(COMPONENT, config={"rules": dict(rules["context"]), "sets": dict(rules["sets"])})


def _create(nlp: Language, name: str, rules: dict[str, Any], sets: dict[str, Any]) -> ContextRules:  # noqa: ARG001  # spaCy's signature
    return ContextRules(nlp.vocab, rules=rules, sets=sets)


class ContextRules:
    """The spaCy component: cues by phrase, scopes by terminators."""

    def __init__(self, vocab: Vocab, *, rules: Mapping[str, Any], sets: Mapping[str, Sequence[str]]) -> None:
        self.cues = {f"c{number}": cue for number, cue in enumerate(_read_cues(rules))}
        self.signs = tuple(rules["asked"])
        self.matcher = build_matcher(vocab, ((name, cue.text) for name, cue in self.cues.items()), sets)
        self.asked = build_matcher(vocab, ((sign, text) for sign in self.signs for text in rules["asked"][sign]), sets)
        self.fillers = frozenset(rules["fillers"])
        self.stops = frozenset(rules["stops"])
        self.subjects = frozenset(rules["subjects"])
        self.openers = frozenset(rules["openers"])
        self.joiners = frozenset(rules["joiners"])
        self.more_stops = {kind: frozenset(words) for kind, words in rules["more_stops"].items()}

    def __call__(self, doc: Doc) -> Doc:
        """Find the modifiers of one turn."""
        doc._.modifiers = tuple(self._find(doc))
        return doc

    def _find(self, doc: Doc) -> Iterator[Modifier]:
        found = [(self.cues[name], start, end) for name, start, end in match_phrases(self.matcher, doc)]
        if not found:
            return
        norms = [token.norm_ for token in doc]
        first = next((i for i, norm in enumerate(norms) if norm not in self.fillers), 0)
        signs = self._signs(doc) if any(cue.asked for cue, _, _ in found) else frozenset()
        holding = [match for match in found if self._holds(match, norms, first, signs)]
        kept = longest(sorted(holding, key=lambda match: match[0].asked is None))  # an answer is read as one first
        cancelled = {kind for cue, _, _ in kept if cue.kind == "cancel" for kind in cue.only}
        for cue, start, end in kept:
            if cue.kind in ("pseudo", "cancel") or cue.kind in cancelled:
                continue
            low, high = self._scope(norms, cue, start, end)
            yield _modifier(doc, cue, (start, end), (low, high))

    def _holds(self, match: tuple[_Cue, int, int], norms: Sequence[str], first: int, signs: frozenset[str]) -> bool:
        cue, start, end = match
        if cue.start_only and start > first:
            return False
        if cue.before and (norms[end] if end < len(norms) else "") not in cue.before:
            return False
        return cue.asked is None or cue.asked in signs

    def _signs(self, doc: Doc) -> frozenset[str]:
        agent = doc._.agent
        if not agent:
            return frozenset()
        return frozenset(name for name, _, _ in match_phrases(self.asked, make_doc(doc.vocab, agent)))

    def _scope(self, norms: Sequence[str], cue: _Cue, start: int, end: int) -> tuple[int, int]:
        low, high = start, end
        if cue.direction in {"forward", "both"}:
            while high < len(norms) and high - end < cue.scope and not self._stops(norms, high, cue.kind):
                if high > end and norms[high] in self.openers:
                    break
                high += 1
        if cue.direction in {"backward", "both"}:
            while low > 0 and start - low < cue.scope and not self._stops(norms, low - 1, cue.kind):
                low -= 1
                if norms[low] in self.openers:
                    break
        return low, high

    def _stops(self, norms: Sequence[str], at: int, kind: str) -> bool:
        norm = norms[at]
        if norm in self.stops or norm in self.more_stops.get(kind, ()) or "\n" in norm:
            return True
        return norm in self.joiners and at + 1 < len(norms) and norms[at + 1] in self.subjects


def _read_cues(rules: Mapping[str, Any]) -> Iterator[_Cue]:
    for group in rules["cues"]:
        for text in group["cues"]:
            yield _Cue(
                kind=group["kind"],
                text=text,
                direction=group.get("direction", "here"),
                scope=int(group.get("scope", 0)),
                start_only=bool(group.get("start_only", False)),
                asked=group.get("asked"),
                before=frozenset(group.get("before", ())),
                only=tuple(group.get("only", ())),
                never=tuple(group.get("never", ()))
                + (() if "only" in group else tuple(rules["never"].get(group["kind"], ()))),
            )


def _modifier(doc: Doc, cue: _Cue, span: tuple[int, int], scope: tuple[int, int]) -> Modifier:
    words, reach = doc[span[0] : span[1]], doc[scope[0] : scope[1]]
    return Modifier(
        kind=cast("Kind", cue.kind),
        cue=words.text,
        cue_start=words.start_char,
        cue_end=words.end_char,
        start=reach.start_char,
        end=reach.end_char,
        rule=cue.text,
        only=cue.only,
        never=cue.never,
    )


def find_modifiers(
    texts: Sequence[str], *, pipeline: Language, contexts: Sequence[str | None] | None = None
) -> list[tuple[Modifier, ...]]:
    """Find the modifiers of customer turns.

    Args:
        texts: n turns.
        pipeline: what build_pipeline gives.
        contexts: the agent's turn before each, where there is one; answers to a question are read with it.

    Returns:
        n tuples, each in the order of the text.
    """
    agents = contexts if contexts is not None else [None] * len(texts)
    found: list[tuple[Modifier, ...]] = []
    for batch in batches(texts):
        with pipeline.memory_zone():
            docs = (pipeline.make_doc(texts[number]) for number in batch)
            for number, doc in zip(batch, docs, strict=True):
                doc._.agent = agents[number]
                found.append(pipeline.get_pipe(COMPONENT)(doc)._.modifiers)
    return found


ORDER = ("other_person", "hypothetical", "question", "past", "planned", "negated")


def status_of(
    modifiers: Sequence[Modifier], start: int, end: int, *, attribute: str | None = None, value: str | None = None
) -> Decision | None:
    """Decide what the modifiers of a turn say of one cue in it.

    A modifier speaks of a cue that its own cue overlaps, or half of which lies in its scope. The nearest decides, of
    equally near ones the first of ORDER.

    Args:
        modifiers: those of the turn.
        start: of the cue, code points.
        end: exclusive.
        attribute: what the cue is taken to show, where it is known; some modifiers speak of certain attributes only.
        value: its value, likewise.

    Returns:
        The decision, or None where no modifier speaks of the cue.
    """
    near = [m for m in modifiers if _reaches(m, start, end) and _speaks(m, attribute, value)]
    if any(m.kind == "past" for m in near):
        near = [m for m in near if m.kind != "negated"]  # "not vegan any more": it was so
    if not near:
        return None
    best = min(near, key=lambda m: (_distance(m, start, end), ORDER.index(m.kind)))
    return Decision(kind=best.kind, status=STATUSES.get(best.kind), cue=best.cue, rule=best.rule)


def _reaches(modifier: Modifier, start: int, end: int) -> bool:
    if modifier.cue_start < end and start < modifier.cue_end:
        return True
    return 2 * (min(modifier.end, end) - max(modifier.start, start)) >= end - start


def _distance(modifier: Modifier, start: int, end: int) -> int:
    return max(0, modifier.cue_start - end, start - modifier.cue_end)


def _speaks(modifier: Modifier, attribute: str | None, value: str | None) -> bool:
    if attribute is None:
        return True
    names = {attribute, f"{attribute}={value}"}
    return not names.intersection(modifier.never) and (not modifier.only or bool(names.intersection(modifier.only)))
