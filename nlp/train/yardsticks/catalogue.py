"""All yardsticks: the sets, what each measures and what its figures do not say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nlp.train.yardsticks import facts, identifiers, moods, names, preferences
from nlp.train.yardsticks.corpus import Corpus
from nlp.train.yardsticks.subject import Subject
from nlp.train.yardsticks.tally import Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """One set and how it is measured on."""

    name: str  # of the set and its folder
    measures: str  # one line for --help
    note: str  # what a reader of the figures has to know
    measure: Callable[[Corpus, Subject], list[Score]]
    parts: tuple[str, ...] = ("dev",)  # what of the set is read


YARDSTICKS: tuple[Yardstick, ...] = (
    Yardstick(
        name=facts.TRIPLES,
        measures="recall of household and lifestyle facts, likes and dislikes in single utterances",
        note="recall of what its relations.md and values.tsv map to the taxonomy and do not call weak or wrong, said "
        "of the speaker; free text is compared loosely. The labels' own ceiling is near 0.9; the floor names the "
        "relation only, not the object",
        measure=facts.measure_triples,
        parts=("dev", facts.VALUES),
    ),
    Yardstick(
        name=facts.CHECKED,
        measures="precision, recall and F1 of household and work facts; small, but with every fact marked",
        note="marked by one reader once; facts that can be argued about count neither way",
        measure=facts.measure_checked,
    ),
    Yardstick(
        name=moods.AIRLINE,
        measures="sentiment of customers' tweets, and what the negative ones complain of",
        note='reasons with a confidence of 0.6 and up without "Can\'t Tell"; reasons that share a category of ours '
        "are one class, five in all, and the surest frustration decides; a category that stands for none, or no "
        "frustration, is a miss. The floor was made anew for the five (nine apart: 0.77, 0.55)",
        measure=moods.measure_airline,
    ),
    Yardstick(
        name=moods.COMPLAINTS,
        measures="whether a tweet complains",
        note="a tweet complains if any frustration is believed in it, whatever its mood",
        measure=moods.measure_complaints,
    ),
    Yardstick(
        name=moods.MELD,
        measures="sentiment of turns in talk among friends",
        note="labelled with sound and picture, so words alone have a low ceiling",
        measure=moods.measure_meld,
    ),
    Yardstick(
        name=preferences.USS,
        measures="which turns of interviews about films (domain CCPE) state a taste",
        note="interviews about films; a turn that names a film and judges it carries only one of both labels",
        measure=preferences.measure_interviews,
    ),
    Yardstick(
        name=identifiers.MULTIDOGO,
        measures="identifiers and names in customers' turns of support chats",
        note="turns whose words occur in its train part are left out; the agents' questions are not in the corpus, so "
        "bare numbers come without what they answer; e-mail addresses have lost their signs. Spans agree if they "
        "overlap. Slots are labelled where a task needs them, so precision is a lower bound",
        measure=identifiers.measure_multidogo,
        parts=("dev", "train"),
    ),
    Yardstick(
        name=identifiers.PRESIDIO,
        measures="identifiers and names in sentences made from templates",
        note="few sentences; spans agree if they overlap; a town inside a labelled address counts neither way",
        measure=identifiers.measure_presidio,
    ),
    Yardstick(
        name=names.EWT,
        measures="people, organisations, places in e-mails, reviews, answers",
        note="published F1, exact: 0.86 (XLM-R large, trained on it)",
        measure=names.measure_ewt,
    ),
    Yardstick(
        name=names.WNUT,
        measures="people, places, organisations, products in tweets and comments",
        note="rare names on purpose; a name found on a creative work is wrong. Published F1 over six types, exact: "
        "0.57 (BERTweet, trained on it)",
        measure=names.measure_wnut,
    ),
)


def select(wanted: list[str] | None) -> list[Yardstick]:
    """The yardsticks of these names, or all, in the catalogue's order."""
    return [one for one in YARDSTICKS if wanted is None or one.name in wanted]
