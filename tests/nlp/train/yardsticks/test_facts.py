"""Facts of single utterances, against triples and against full marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.records import Reading
from nlp.train.yardsticks.facts import (
    CheckedUtterance,
    FactLabel,
    Triple,
    Wanted,
    count_facts,
    is_found,
    meanings_of,
    measure_checked,
    measure_triples,
    read_values,
)
from nlp.train.yardsticks.tally import Tally
from tests.nlp.train.yardsticks.samples import FakeReader, fact, subject, wish, write_set

VALUES = """relation\tobject\tattribute\tvalue\tuses
have_pet\ttwo dogs\tpet\tdog\t3
have_children\ttwo sons\tchildren\tyes\t3
have_children\ttwo sons\tchild_count\t2\t3
have_no\tpets\tpet (negated)\tany\t2
have_no_children\tkids\tchildren\tno\t2
"""
KNOWN = {
    ("have_pet", "two dogs"): [Wanted(("pet",), "dog", None)],
    ("have_children", "two sons"): [Wanted(("children",), "yes", None), Wanted(("child_count",), "2", None)],
}


def triple(relation: str, tail: str, *, head: str = "i") -> Triple:
    return Triple(relation=relation, head=head, tail=tail)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        pytest.param(triple("have_pet", "two dogs"), [("pet", "dog", None)], id="a closed value, from the table"),
        pytest.param(
            triple("have_children", "two sons"),
            [("children", "yes", None), ("child_count", "2", None)],
            id="an object that says two things",
        ),
        pytest.param(triple("have_pet", "two dogs", head="my mom"), [], id="somebody else's"),
        pytest.param(triple("like_food", "soup"), [("likes", "soup", None)], id="the object is the value"),
        pytest.param(triple("dislike", "me"), [], id="nobody likes me: noise of the corpus"),
        pytest.param(triple("want_job", "nurse"), [("occupation", "nurse", "planned")], id="a dream has a status"),
        pytest.param(
            triple("employed_by_company", "oakvale"),
            [("employment_status", "employed", None)],
            id="the object is the employer and no value",
        ),
        pytest.param(triple("own", "black car"), [("vehicle", "black car", None)], id="a possession that is a vehicle"),
        pytest.param(triple("own", "a house"), [("home_tenure", "owner", None)], id="a possession that is a home"),
        pytest.param(triple("own", "nine guitars"), [], id="another possession"),
        pytest.param(triple("has_ability", "cook"), [], id="a relation that is called weak"),
        pytest.param(triple("have_pet", "charlie"), [], id="an object that the table does not know"),
    ],
)
def test_meanings_of_triples(said: Triple, wanted: list[tuple[str, str, str | None]]) -> None:
    assert [(*one.attributes, one.value, one.status) for one in meanings_of(said, KNOWN)] == wanted


def test_the_table_of_values(tmp_path: Path) -> None:
    corpus = write_set(tmp_path, "personaext", [])
    (tmp_path / "personaext" / "values.tsv").write_text(VALUES, encoding="utf-8")
    known = read_values(corpus)
    assert known["have_no", "pets"] == [Wanted(("pet",), "any", "negated")]
    assert len(known["have_children", "two sons"]) == 2
    assert ("have_no_children", "kids") not in known  # half of its labels say the opposite


@pytest.mark.parametrize(
    ("want", "reading", "expected"),
    [
        pytest.param(Wanted(("pet",), "dog", None), Reading(facts=(fact("pet", "dog"),)), True, id="found"),
        pytest.param(Wanted(("pet",), "dog", None), Reading(facts=(fact("pet", "cat"),)), False, id="another value"),
        pytest.param(
            Wanted(("pet",), "dog", None),
            Reading(facts=(fact("pet", "dog", status="past"),)),
            True,
            id="the corpus has no status",
        ),
        pytest.param(
            Wanted(("occupation",), "nurse", "planned"),
            Reading(facts=(fact("occupation", "nurse"),)),
            False,
            id="a dream is no job",
        ),
        pytest.param(
            Wanted(("hobby", "likes"), "long walks", None),
            Reading(preferences=(wish("likes", "walking"),)),
            True,
            id="one of two attributes, loosely",
        ),
        pytest.param(
            Wanted(("likes",), "soup", None), Reading(preferences=(wish("dislikes", "soup"),)), False, id="the opposite"
        ),
    ],
)
def test_is_found(want: Wanted, reading: Reading, expected: bool) -> None:
    assert is_found(want, reading) is expected


def test_triples_are_counted_by_subset_and_kind(tmp_path: Path) -> None:
    def said(text: str, relation: str, tail: str, subset: str) -> dict[str, object]:
        return {"text": text, "triples": [{"relation": relation, "head": "my", "tail": tail}], "subset": subset}

    corpus = write_set(
        tmp_path,
        "personaext",
        [
            said("my two dogs", "have_pet", "two dogs", "seen_tail"),
            said("my two sons", "have_children", "two sons", "seen_tail"),
            said("my soup", "like_food", "soup", "unseen_tail"),
            said("my hair", "physical_attribute", "hair", "unseen_tail"),
        ],
    )
    (tmp_path / "personaext" / "values.tsv").write_text(VALUES, encoding="utf-8")
    model = subject({"my two dogs": Reading(facts=(fact("pet", "dog"),))})
    scores = {score.what: score for score in measure_triples(corpus, model)}
    assert scores["all, objects seen in train"].figures == {"recall": 0.333, "labelled": 3}
    assert scores["closed values, objects seen in train"].figures == {"recall": 0.333, "labelled": 3}
    assert scores["likes, dislikes, objects not seen in train"].figures == {"recall": 0.0, "labelled": 1}
    assert scores["all, objects seen in train"].floors == {"recall": 0.79}
    assert scores["all, objects not seen in train"].floors == {"recall": 0.36}
    assert isinstance(model.reader, FakeReader)
    assert "my hair" not in [one.text for one in model.reader.asked]  # nothing is asked of it


DOG = FactLabel(attribute="pet", value="dog", status="current")
WED = FactLabel(attribute="marital_status", value="married", status="past")
SPLIT = FactLabel(attribute="marital_status", value="single", status="current")


@pytest.mark.parametrize(
    ("found", "strict", "loose"),
    [
        pytest.param(["pet=dog/current", "marital_status=married/past"], (2, 2, 2), (2, 2, 2), id="everything"),
        pytest.param(["marital_status=married/current"], (0, 1, 0), (1, 1, 1), id="the wrong status"),
        pytest.param(["marital_status=single/current"], (0, 0, 0), (0, 0, 0), id="optional: counts neither way"),
        pytest.param(["marital_status=single/past"], (0, 1, 0), (0, 0, 0), id="optional, with the wrong status"),
        pytest.param(["pet=cat/current"], (0, 1, 0), (0, 1, 0), id="a false fact"),
        pytest.param(["hobby=chess/current"], (0, 0, 0), (0, 0, 0), id="an attribute that is not marked"),
        pytest.param([], (0, 0, 0), (0, 0, 0), id="nothing"),
    ],
)
def test_count_facts(found: list[str], strict: tuple[int, int, int], loose: tuple[int, int, int]) -> None:
    one = CheckedUtterance(text="", facts=(DOG, WED), optional=(SPLIT,))
    facts = []
    for text in found:
        attribute, _, rest = text.partition("=")
        value, _, status = rest.partition("/")
        facts.append(fact(attribute, value, status="past" if status == "past" else "current"))
    for wanted, status_counts in ((strict, True), (loose, False)):
        tally = Tally()
        count_facts(tally, one, Reading(facts=tuple(facts)), status=status_counts)
        assert (tally.recalled, tally.found, tally.right) == wanted
        assert tally.labelled == 2


def test_checked_utterances_are_measured_with_and_without_status(tmp_path: Path) -> None:
    dog = {"attribute": "pet", "value": "dog", "status": "current"}
    corpus = write_set(tmp_path, "personaext_checked", [{"text": "we had a dog", "facts": [dog], "optional": []}])
    model = subject({"we had a dog": Reading(facts=(fact("pet", "dog", status="past"),))})
    strict, loose = measure_checked(corpus, model)
    assert (strict.figures["f1"], loose.figures["f1"]) == (0.0, 1.0)
