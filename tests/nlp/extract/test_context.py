"""Modifiers around statements, and what they decide."""

from __future__ import annotations

import copy
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import ModelError
from nlp.extract.context import Decision, build_pipeline, find_modifiers, status_of
from nlp.registry import load_rules

if TYPE_CHECKING:
    from spacy.language import Language


def decide(
    pipeline: Language, text: str, cue: str, label: str | None = None, *, agent: str | None = None
) -> Decision | None:
    (modifiers,) = find_modifiers([text], pipeline=pipeline, contexts=[agent])
    start = text.index(cue)
    attribute, _, value = (label or "").partition("=")
    return status_of(modifiers, start, start + len(cue), attribute=attribute or None, value=value or None)


@pytest.mark.parametrize(
    ("text", "cue", "label", "status", "because"),
    [
        pytest.param("we used to have a collie", "have a collie", "pet=dog", "past", "used to", id="used to"),
        pytest.param("I’m no longer a postman", "a postman", "occupation", "past", "no longer", id="no longer is past"),
        pytest.param("not vegan any more", "vegan", "diet=vegan", "past", "any more", id="backward, not negated"),
        pytest.param("we sold the caravan in may", "sold the caravan", "vehicle", "past", "sold", id="cue inside"),
        pytest.param("my old flat was damp", "old flat", "home_type=apartment", "past", "old flat", id="old flat"),
        pytest.param("we dont have a car", "dont have a car", "vehicle=car", "negated", "dont have a", id="apostrophe"),
        pytest.param("I am not married", "not married", "marital_status=married", "negated", "not", id="not a state"),
        pytest.param("going to buy a boat", "buy a boat", "vehicle", "planned", "going to", id="going to"),
        pytest.param("I start at the mill", "start at the mill", "occupation", None, None, id="start at is no plan"),
        pytest.param("we retire in June", "retire in June", "life_event=retirement", "planned", "retire in", id="due"),
    ],
)
def test_status(pipeline: Language, text: str, cue: str, label: str, status: str | None, because: str | None) -> None:
    decision = decide(pipeline, text, cue, label)
    assert (decision.status if decision else None) == status
    assert because is None or (decision is not None and because in decision.cue.lower())


@pytest.mark.parametrize(
    ("text", "cue", "label"),
    [
        pytest.param("no problem, my wife will sign", "my wife", "marital_status=married", id="no problem"),
        pytest.param("i'm used to it, i drive a lorry", "i drive a lorry", "occupation", id="accustomed"),
        pytest.param("not only the dog but the cat", "the cat", "pet=cat", id="not only"),
        pytest.param("can't wait to show my kids", "my kids", "children=yes", id="can't wait"),
        pytest.param("no wonder the dog barked", "the dog", "pet=dog", id="no wonder"),
        pytest.param("i used to smoke but we have a dog", "we have a dog", "pet=dog", id="but ends the scope"),
        pytest.param("i used to rent now i own a house", "i own a house", "home_tenure=owner", id="now ends the past"),
        pytest.param(
            "i used to drive a bus i have two cats", "i have two cats", "pet=cat", id="new subject, no punctuation"
        ),
        pytest.param("we don't have kids", "don't have kids", "children=no", id="a value that says no is current"),
        pytest.param("mum passed away in may", "passed away", "life_event=bereavement", id="a death is no past event"),
        pytest.param("my husband can collect it", "my husband", "marital_status=married", id="household is no other"),
        pytest.param("my mum lives with us and her dog", "her dog", "pet=dog", id="who lives with us is no other"),
    ],
)
def test_nothing_changes(pipeline: Language, text: str, cue: str, label: str) -> None:
    assert decide(pipeline, text, cue, label) is None


@pytest.mark.parametrize(
    ("text", "cue", "label", "kind"),
    [
        pytest.param("it's my sister's dog", "dog", "pet=dog", "other_person", id="possessive"),
        pytest.param("a friend of mine drives a taxi", "drives a taxi", "occupation", "other_person", id="friend"),
        pytest.param("my wife is a nurse", "a nurse", "occupation", "other_person", id="lifestyle is one's own"),
        pytest.param("if we had a dog he'd bark", "a dog", "pet=dog", "hypothetical", id="if"),
        pytest.param("do you have a dog bed", "dog bed", "pet=dog", "question", id="question to the agent"),
    ],
)
def test_no_statement_about_the_household(pipeline: Language, text: str, cue: str, label: str, kind: str) -> None:
    decision = decide(pipeline, text, cue, label)
    assert decision is not None
    assert (decision.kind, decision.status) == (kind, None)


def test_an_answer_is_read_with_its_question(pipeline: Language) -> None:
    still = decide(pipeline, "nope", "nope", "pet=dog", agent="Do you still have the dog?")
    plain = decide(pipeline, "nope", "nope", "pet=dog", agent="Do you have a dog?")
    assert (still and still.status, plain and plain.status) == ("past", "negated")


def test_no_before_a_noun_is_no_answer(pipeline: Language) -> None:
    assert decide(pipeline, "no employer right now", "no employer", "employment_status=unemployed") is None


def test_decisions_name_their_cue_across_blanks(pipeline: Language) -> None:
    decision = decide(pipeline, "We USED  to have a boat", "have a boat", "vehicle")
    assert decision == Decision(kind="past", status="past", cue="We USED  to", rule="{i|we} used to")


def test_without_modifiers_there_is_no_decision() -> None:
    assert status_of((), 0, 5) is None


@pytest.mark.parametrize("texts", [[], [""], ["", "no", "   \n\n "]])
def test_one_result_a_text(pipeline: Language, texts: list[str]) -> None:
    assert len(find_modifiers(texts, pipeline=pipeline)) == len(texts)


@given(st.text(alphabet=st.sampled_from("no used to my dog's wife, going . if\n’’\u0301😀"), max_size=80))
def test_spans_lie_in_the_text(pipeline: Language, text: str) -> None:
    (modifiers,) = find_modifiers([text], pipeline=pipeline)
    for modifier in modifiers:
        assert 0 <= modifier.start <= modifier.cue_start < modifier.cue_end <= modifier.end <= len(text)
        assert text[modifier.cue_start : modifier.cue_end] == modifier.cue


def test_results_do_not_depend_on_the_batch(pipeline: Language) -> None:
    texts = ["we used to have a dog", "no longer married", "no pets", "going to move"]
    alone = [find_modifiers([text], pipeline=pipeline)[0] for text in texts]
    assert find_modifiers(texts, pipeline=pipeline) == alone
    assert all(alone)


def test_the_pipeline_runs_as_spacy_runs_it(pipeline: Language) -> None:
    (doc,) = pipeline.pipe(["we used to pay $20 on friday and it's working now"])
    assert [modifier.kind for modifier in doc._.modifiers] == ["past"]
    assert [(span.label_, span.text) for span in doc.spans["patterns"]] == [("MONEY", "$20"), ("DATE", "friday")]
    assert [resolution.resolved for resolution in doc._.resolutions] == [True]


@pytest.mark.parametrize("part", ["sets", "context", "patterns", "resolution"])
def test_broken_rules_are_a_model_error(part: str) -> None:
    rules: dict[str, Any] = copy.deepcopy(load_rules("context-en-1"))
    del rules[part]
    with pytest.raises(ModelError, match=r"rules\.json"):
        build_pipeline(rules)


@pytest.mark.parametrize("unit", [" ", "1", '"', "\"'", "no ", "used to ", "no longer ", "i was ", "a.", "\n", "'s"])
def test_hostile_text_costs_its_length(pipeline: Language, unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.process_time()
    find_modifiers([text], pipeline=pipeline, contexts=[text])
    assert time.process_time() - started < 10  # a second or less; a quadratic step would take minutes
