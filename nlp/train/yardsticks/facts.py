"""Facts: what single utterances say of their speaker (personaext, personaext_checked)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from nlp.extract.labels import NAMED_ATTRIBUTES
from nlp.records import Reading, Status
from nlp.train.judge import same_value
from nlp.train.yardsticks.corpus import Corpus
from nlp.train.yardsticks.subject import Subject, customer
from nlp.train.yardsticks.tally import Score, Tally

TRIPLES, CHECKED = "personaext", "personaext_checked"
VALUES = "values.tsv"
RELATION_FLOORS = {"seen_tail": 0.79, "unseen_tail": 0.36}  # the right relation of 75, whatever the object
SUBSETS = {"seen_tail": "objects seen in train", "unseen_tail": "objects not seen in train"}
ALL = "all"

SPEAKER = frozenset({"i", "my", "me", "we", "mine", "us", "our"})  # heads that are the speaker
UNSCORED = frozenset({"have_no_children"})  # 12 of 26 labels are wrong

# The attributes that personaext_checked marks; what is found of others is neither right nor wrong.
MARKED = frozenset(
    "marital_status children child_count child_age_group expecting pet home_type home_tenure lives_with "
    "employment_status occupation diet vehicle".split()
)


class Meaning(NamedTuple):
    """What a relation of the corpus is in the taxonomy."""

    attributes: tuple[str, ...]  # any of them will do
    value: str | None = None  # None: the triple's object
    status: Status | None = None  # None: the corpus does not say


LIKED = (
    "like_food like_general like_animal like_watching like_read like_drink like_color like_character like_subject "
    "favorite_music_artist favorite_color favorite_season favorite_drink favorite_movie favorite_book favorite_show "
    "favorite_animal favorite_place"
)
DISLIKED = (
    "dislike dislike_food dislike_animal dislike_color dislike_drink dislike_music dislike_activity dislike_sport "
    "dislike_subject do_not_eat do_not_drink"
)
# The relations of personaext/relations.md without those it calls weak, noisy or foreign to the taxonomy; the closed
# attributes are in values.tsv.
MEANINGS: dict[str, Meaning] = {
    **dict.fromkeys(LIKED.split(), Meaning(("likes",))),
    **dict.fromkeys(DISLIKED.split(), Meaning(("dislikes",))),
    **dict.fromkeys(("like_activity", "favorite_hobby", "member_of", "like_sport"), Meaning(("hobby",))),
    "favorite_sport": Meaning(("hobby", "likes")),
    "used_to": Meaning(("hobby",), status="past"),
    "have_vehicle": Meaning(("vehicle",)),
    "want_job": Meaning(("occupation",), status="planned"),
    "employed_by_general": Meaning(("employment_status",), "employed"),
    "employed_by_company": Meaning(("employment_status",), "employed"),
}
# `own` holds any possession; these objects, by their last word, are homes and vehicles.
OWNED: dict[str, Meaning] = {
    **dict.fromkeys("house home mansion farm condo".split(), Meaning(("home_tenure",), "owner")),
    **dict.fromkeys("car truck van motorcycle bike".split(), Meaning(("vehicle",))),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Triple:
    """What somebody wrote of a head: a relation and its object."""

    relation: str
    head: str
    tail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TripleUtterance:
    """An utterance of personaext."""

    text: str
    triples: tuple[Triple, ...]
    subset: Literal["seen_tail", "unseen_tail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLabel:
    """A fact that a reader marked."""

    attribute: str
    value: str
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedUtterance:
    """An utterance of personaext_checked with every fact it states, and those that may be found or not."""

    text: str
    facts: tuple[FactLabel, ...]
    optional: tuple[FactLabel, ...]


class Wanted(NamedTuple):
    """A fact that a triple states."""

    attributes: tuple[str, ...]
    value: str
    status: Status | None


Known = Mapping[tuple[str, str], Sequence[Wanted]]


def measure_triples(corpus: Corpus, subject: Subject) -> list[Score]:
    """Measure the recall of what the triples of personaext say, by kind of attribute, seen and unseen objects apart."""
    known = read_values(corpus)
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    asked = (
        ((one.subset, wanted), customer(one.text))
        for one in corpus.dev(TRIPLES, TripleUtterance)
        if (wanted := [want for triple in one.triples for want in meanings_of(triple, known)])
    )
    for (subset, wanted), reading in subject.read(TRIPLES, asked):
        for want in wanted:
            hit = int(is_found(want, reading))
            for group in (ALL, _group(want)):
                tallies[subset, group].add(labelled=1, recalled=hit)
    return [
        Score(
            yardstick=TRIPLES,
            what=f"{group}, {SUBSETS[subset]}",
            figures=tally.recall_figures(),
            floors={"recall": RELATION_FLOORS[subset]} if group == ALL else {},
        )
        for (subset, group), tally in sorted(tallies.items())
    ]


def _group(want: Wanted) -> str:
    if set(want.attributes) <= {"likes", "dislikes"}:
        return "likes, dislikes"
    return ", ".join(NAMED_ATTRIBUTES) if set(want.attributes) & set(NAMED_ATTRIBUTES) else "closed values"


def read_values(corpus: Corpus) -> Known:
    """Read which values of closed attributes the objects stand for, by relation and object.

    Raises:
        PayloadError: the table is missing or lacks a column.
    """
    known: dict[tuple[str, str], list[Wanted]] = defaultdict(list)
    for relation, tail, named, value in corpus.table(TRIPLES, VALUES, ("relation", "object", "attribute", "value")):
        attribute, _, remark = named.partition(" ")
        if relation not in UNSCORED:
            status: Status | None = "negated" if remark == "(negated)" else None
            known[relation, tail].append(Wanted((attribute,), value, status))
    return known


def meanings_of(triple: Triple, known: Known) -> Iterator[Wanted]:
    """What a triple says in the words of the taxonomy; nothing where it speaks of others or of no attribute."""
    if triple.head not in SPEAKER or triple.tail in SPEAKER:  # "nobody likes me" is labelled as a dislike of "me"
        return
    yield from known.get((triple.relation, triple.tail), ())
    meaning = MEANINGS.get(triple.relation)
    if triple.relation == "own":
        meaning = OWNED.get(triple.tail.split()[-1])
    if meaning:
        yield Wanted(meaning.attributes, meaning.value or triple.tail, meaning.status)


def is_found(want: Wanted, reading: Reading) -> bool:
    """Whether a reading holds a fact or wish; free text is compared loosely, the status where it is known."""
    facts = [(fact.attribute, fact.value, fact.status) for fact in reading.facts]
    wishes = [(wish.attribute, wish.value, want.status) for wish in reading.preferences]
    return any(
        attribute in want.attributes
        and same_value(attribute, want.value, value)
        and (want.status is None or status == want.status)
        for attribute, value, status in [*facts, *wishes]
    )


def measure_checked(corpus: Corpus, subject: Subject) -> list[Score]:
    """Measure the facts of personaext_checked, false ones too: with their status, and whatever it is."""
    strict, loose = Tally(), Tally()
    asked = ((one, customer(one.text)) for one in corpus.dev(CHECKED, CheckedUtterance))
    for one, reading in subject.read(CHECKED, asked):
        count_facts(strict, one, reading, status=True)
        count_facts(loose, one, reading, status=False)
    return [
        Score(yardstick=CHECKED, what="facts", figures=strict.figures()),
        Score(yardstick=CHECKED, what="facts, whatever their status", figures=loose.figures()),
    ]


def count_facts(tally: Tally, one: CheckedUtterance, reading: Reading, *, status: bool) -> None:
    """Count the facts of one utterance.

    Args:
        tally: to count in.
        one: the utterance; what it marks as optional counts neither way.
        reading: of it.
        status: whether that has to be right too.
    """

    def agree(label: FactLabel, fact: FactLabel) -> bool:
        same = label.attribute == fact.attribute and same_value(label.attribute, label.value, fact.value)
        return same and (not status or label.status == fact.status)

    said = [
        FactLabel(attribute=fact.attribute, value=fact.value, status=fact.status)
        for fact in reading.facts
        if fact.attribute in MARKED
    ]
    right = [fact for fact in said if any(agree(label, fact) for label in one.facts)]
    ignored = [fact for fact in said if fact not in right and any(agree(label, fact) for label in one.optional)]
    tally.add(
        labelled=len(one.facts),
        recalled=sum(any(agree(label, fact) for fact in said) for label in one.facts),
        found=len(said) - len(ignored),
        right=len(right),
    )
