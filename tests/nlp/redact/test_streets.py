"""Street lines and post codes."""

from __future__ import annotations

import pytest

from nlp.records import Speaker
from tests.nlp.redact.reading import masked

AGENT: Speaker = "agent"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("I'm at 14 Sorrel Drive, Mullingar.", "I'm at [ADDRESS], Mullingar.", id="the town stays"),
        pytest.param("411 Pecan St Apt 6", "[ADDRESS]", id="flat behind"),
        pytest.param(
            "Flat 2, 63 Harbour Terrace bristol BS1 9ZZ", "[ADDRESS] bristol [ADDRESS]", id="flat in front, post code"
        ),
        pytest.param(
            "3301 N Halsted St #2F, Chicago IL 60657", "[ADDRESS], Chicago IL [ADDRESS]", id="ZIP behind a state"
        ),
        pytest.param("1802 Ptarmigan Way NW", "[ADDRESS]", id="compass behind"),
        pytest.param("The Old Forge, 3 Chapel Street", "[ADDRESS]", id="a house's name in front"),
        pytest.param("88 Lotus Enclave", "[ADDRESS]", id="Indian"),
        pytest.param("220 rue des Érables, app. 5, Laval", "[ADDRESS], Laval", id="French"),
        pytest.param("Calle del Naranjo 14", "[ADDRESS]", id="Spanish"),
        pytest.param(
            "Lindenweg 7, 04109 Leipzig", "[ADDRESS], [ADDRESS] Leipzig", id="German, code in front of the town"
        ),
        pytest.param("Am Hafen 3", "[ADDRESS]", id="German preposition"),
        pytest.param("ul. Lipowa 8 m. 12, 00-999 Warszawa", "[ADDRESS], [ADDRESS] Warszawa", id="Polish"),
        pytest.param("PO Box 118, Taos", "[ADDRESS], Taos", id="box"),
        pytest.param("the Target on Larkspur Ave", "the Target on [ADDRESS]", id="no number"),
        pytest.param("the kiosk at number 15", "the kiosk at [ADDRESS]", id="number alone"),
        pytest.param(
            "I live at Rose Cottage, Drumhillock, Monaghan.", "I live at [ADDRESS], Monaghan.", id="no street"
        ),
        pytest.param("my post code is H2X 1Y4", "my post code is [ADDRESS]", id="Canadian code"),
        pytest.param("Eircode F94 X2P8", "Eircode [ADDRESS]", id="Irish code"),
        pytest.param("tomorrow at 6 AM.", "tomorrow at 6 AM.", id="an hour"),
        pytest.param("2 week wait on the road", "2 week wait on the road", id="the road"),
        pytest.param("Marsh Lane Surgery called", "Marsh Lane Surgery called", id="a surgery"),
        pytest.param(
            "I drive road trains, 5 way switch, no way", "I drive road trains, 5 way switch, no way", id="words"
        ),
        pytest.param("the 2015 octavia estate", "the 2015 octavia estate", id="a car"),
    ],
)
def test_typed(text: str, left: str) -> None:
    assert masked(text) == [left]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param(
            "it's twenty two marigold way stockport s k four two double x",
            "it's [ADDRESS] stockport [ADDRESS]",
            id="post code behind the town",
        ),
        pytest.param(
            "two eighteen old mill road dayton ohio four five four oh nine", "[ADDRESS] dayton ohio [ADDRESS]", id="ZIP"
        ),
        pytest.param("i'm at apartment eleven twelve at six hundred lakeview", "i'm at [ADDRESS]", id="flat at"),
        pytest.param("p o box four four one taos", "[ADDRESS] taos", id="box"),
        pytest.param("the spar on patrick street", "the spar on [ADDRESS]", id="no number"),
        pytest.param("we're at nine ninety one hollis", "we're at [ADDRESS]", id="no kind of street"),
        pytest.param("the super at eight fourteen east tremont", "the super at [ADDRESS]", id="compass"),
        pytest.param("rosenweg twelve in kassel", "[ADDRESS] in kassel", id="German"),
        pytest.param("two red one green two red one green", "two red one green two red one green", id="colours"),
        pytest.param("it's a one way street down the lane", "it's a one way street down the lane", id="words"),
        pytest.param("ten minutes drive and a two hour walk", "ten minutes drive and a two hour walk", id="times"),
    ],
)
def test_said(text: str, left: str) -> None:
    assert masked(text, channel="call") == [left]


def test_the_answer_to_a_question_for_it() -> None:
    asked = (AGENT, "and the service address please")
    assert masked(asked, "it's four oh six sycamore", channel="call")[1] == "it's [ADDRESS]"
    assert masked((AGENT, "what's the eircode"), "f nine four x two p eight", channel="call")[1] == "[ADDRESS]"
    assert masked((AGENT, "and the billing zip"), "three oh three one one", channel="call")[1] == "[ADDRESS]"
