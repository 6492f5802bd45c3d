"""Street lines: number, name and kind of street, in the usual orders, typed and said."""

from __future__ import annotations

import re
from typing import Final

from nlp.redact import rules
from nlp.redact.context import is_linked
from nlp.redact.premises import extend, find_box, find_house, find_unit
from nlp.redact.scene import HOUSE_NUMBER, Scene
from nlp.redact.tokens import Span, touched

Stretch = tuple[int, int]  # first token, token after the last
SHORT_KIND = 2  # letters of "st" and "rd"
LONGEST_NUMBER = 12  # tokens
COMPOUND = 7  # letters of the shortest kind of "Lindenweg"
PREFIXED_WORDS = 5  # of "calle del naranjo"
HINTED_WORDS = 2  # of a name without a kind of street
LONGEST_HOUSE_NUMBER = 5  # digits
SMALL_NUMBER = 3  # digits of "number forty"
FIRST_CROSSING = 4  # "on fifth and mercer"; "on first and" goes on with a sentence
COMPOUNDS: Final = rules.STREET_ENDINGS
HEADS: Final = frozenset(
    {
        *rules.STREETS,
        *rules.WEAK_STREETS,
        *rules.STREET_PREFIXES,
        *rules.COMPASS,
        *rules.HOUSES,
        *rules.UNITS_OF_HOUSES,
        "number",
        "and",
        "box",
    }
)
# The line of a letterhead or signature, or a part of it: "8 The Paddocks, Ludlow".
LINE: Final = re.compile(
    r"(?:^[ \t]*|(?<=, ))\d{1,5}[A-Za-z]?(?:[/-]\d{1,4})?,? "
    r"(?:The )?[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,3}(?=[ \t]*,)",
    re.MULTILINE,
)
# A farm or house in the country: "Mains of Dun, by Montrose", "Burn Cottage, near Keith".
COUNTRY: Final = re.compile(
    r"^[ \t]*(?:The )?[A-ZÀ-Þ][\w'’-]+(?: (?:of|the|o'|[A-ZÀ-Þ][\w'’-]+)){0,3}(?=, (?:by|near|nr|via) [A-ZÀ-Þ])"
    r"|^[ \t]*(?:[A-Z]\w*ton|Mains|Mill|Bridge|Braes?|Burn|Wester|Easter|Nether|Upper|Over)"
    r" of [A-ZÀ-Þ][\w'’-]+(?=[ \t]*$)",
    re.MULTILINE,
)


def find_streets(scene: Scene) -> list[Span]:
    """Find the street lines of a turn, each with its flat and house name."""
    text, tokens = scene.text, scene.tokens
    places = [place for place, token in enumerate(tokens) if token.key in HEADS or token.key.endswith(COMPOUNDS)]
    stretches = [stretch for place in places for stretch in _at(scene, place)]
    found = [extend(scene, first, last) for first, last in stretches]
    found += [extend(scene, first, last) for first, last in _hinted(scene, touched(tokens, found))]
    if not scene.spoken:
        found += [Span(match.start(), match.end(), "ADDRESS") for match in LINE.finditer(text) if _is_line(match[0])]
        found += [Span(match.start(), match.end(), "ADDRESS") for match in COUNTRY.finditer(text)]
    return found


def _at(scene: Scene, position: int) -> list[Stretch]:
    """The street line that a word gives away, if it does."""
    token = scene.tokens[position]
    if token.kind not in ("word", "code"):
        return []
    key = token.key
    stretch = None
    if key in rules.STREETS or key in rules.WEAK_STREETS:
        stretch = _named(scene, position)
    if stretch is None and key in rules.STREET_PREFIXES and _is_prefix(scene, position):
        stretch = _prefixed(scene, position)
    if stretch is None and key.endswith(rules.STREET_ENDINGS) and key not in rules.NOT_STREETS:
        stretch = _compound(scene, position)
    if stretch is None and key in rules.COMPASS:
        stretch = _compass(scene, position)
    if stretch is None and key in ("number", "and"):
        stretch = _house_number(scene, position) if key == "number" else _crossing(scene, position)
    if stretch is None and key in rules.HOUSES:
        stretch = find_house(scene, position)
    if stretch is None and key == "box":
        stretch = find_box(scene, position)
    if stretch is None and key in rules.UNITS_OF_HOUSES:
        stretch = find_unit(scene, position)
    return [] if stretch is None else [stretch]


def _named(scene: Scene, position: int) -> Stretch | None:
    """Read "22 Marigold Way", "lemay ferry road", "Castle Street"."""
    first, last = scene.name_before(position), position + 1
    number = scene.number_before(first)
    key = scene.key(position)
    if first == position and key != "strand" and not _is_bare(scene, key, number):
        return None
    if number is not None and first - number <= LONGEST_NUMBER:
        lower = scene.spoken or scene.tokens[position].text.islower()
        common = lower and key in rules.NO_SAID_STREETS and not scene.hint(number)
        return None if common else (number, last)
    if scene.key(position - 1) == "county" and last in scene.starting:
        return position - 1, scene.starting[last].last
    return (first, last) if number is None and first < position and _stands_alone(scene, first, position) else None


def _is_bare(scene: Scene, key: str, number: int | None) -> bool:
    """Whether a number and a kind of street without a name make a line: only where one is expected."""
    return number is not None and key not in rules.WEAK_STREETS and scene.hint(number)


def _stands_alone(scene: Scene, first: int, position: int) -> bool:
    """Whether a street without a number is one: "on patrick street", "at Ahmadu Bello Way"."""
    key, lead = scene.key(position), scene.key(first - 1)
    capital = scene.tokens[position].text[0].isupper()
    lower = (scene.spoken or scene.is_lower) and len(key) > SHORT_KIND and key not in ("drive", "terrace")
    if key in rules.STREETS_ALONE and (capital or lower):
        plain = (scene.spoken or scene.is_lower) and lead in rules.BEFORE_ANY_STREET
        return lead != "wall" and not plain and not _in_a_name(scene, position + 1)
    if not capital or scene.spoken:
        return False
    if key in rules.STREETS_ABROAD or (key not in rules.STREETS and _behind_unit(scene, first)):
        return True
    led = (
        position - first > 1 and lead in ("at", "on", "in", "from", "to", "of") and not _in_a_name(scene, position + 1)
    )
    return key in rules.STREETS_MEDIUM and (led or scene.hint(first))


def _in_a_name(scene: Scene, after: int) -> bool:
    """Whether a capitalised word follows at once: "Marsh Lane Surgery" and "Kantorei St. Anna" are no streets."""
    if scene.spoken:
        return False
    if scene.key(after - 1) == "st" and scene.key(after) == ".":
        return scene.is_capital(after + 1)
    named = scene.is_capital(after) and len(scene.tokens[after].text) > SHORT_KIND
    return named and scene.key(after) not in rules.UNITS_OF_HOUSES and not scene.breaks_line(after - 1, after)


def _behind_unit(scene: Scene, first: int) -> bool:
    """Whether "Flat 2," or "Unit 6," stands before a name."""
    back = first - 1 if scene.key(first - 1) == "," else first
    run = scene.ending.get(back)
    at = run.first if run is not None else back - 1
    return scene.key(at - 1) in rules.UNITS_OF_HOUSES


def _is_prefix(scene: Scene, position: int) -> bool:
    """Whether a word that is English too stands as the kind of a street: with a capital, or before "de"."""
    token, after = scene.tokens[position], scene.key(position + 1)
    if token.key not in rules.ENGLISH_PREFIXES:
        return True
    if token.key == "am":
        return token.text == "Am" and not scene.spoken and scene.is_capital(position + 1)
    return not scene.spoken and (token.text[0].isupper() or after in rules.PREFIX_PARTICLES)


def _prefixed(scene: Scene, position: int) -> Stretch | None:
    """Read "11 rue des Tilleuls", "Calle del Naranjo 14", "ul. Lipowa 8"."""
    last = position + 1
    while last < len(scene.tokens) and last - position <= PREFIXED_WORDS and _in_prefixed(scene, last):
        last += 1
    if last == position + 1 or scene.key(last - 1) in rules.PARTICLES:
        return None
    number = scene.number_before(position)
    if number is not None:
        return number, last
    after = last + 1 if scene.key(last) == "," else last
    run = scene.starting.get(after)
    if run is not None or scene.is_numeric(after):
        return position, run.last if run is not None else after + 1
    sure = scene.key(position) not in rules.ENGLISH_PREFIXES and (not scene.spoken or scene.hint(position))
    return (position, last) if sure else None


def _in_prefixed(scene: Scene, position: int) -> bool:
    token = scene.tokens[position]
    if token.kind != "word":
        return token.text in (".", "’", "'")
    named = scene.spoken or token.text[0].isupper() or token.key in rules.PARTICLES
    stopped = token.key in rules.NOT_IN_STREETS - rules.PARTICLES or (scene.spoken and position in scene.starting)
    return named and not stopped


def _compound(scene: Scene, position: int) -> Stretch | None:
    """Read "Lindenweg 6a", "Fő utca 19", "16 Bellgate"."""
    key, after = scene.key(position), position + 1
    if len(key) < COMPOUND and key != "utca":
        return None
    if key.endswith("gate"):
        number = scene.number_before(position)
        return None if number is None else (number, after)
    first = scene.name_before(position) if key == "utca" else position
    if first and scene.tokens[first - 1].text.endswith("-"):
        first = max(0, first - 2)
    run = scene.starting.get(after)
    if run is not None:
        return first, run.last
    numbered = scene.is_numeric(after) and HOUSE_NUMBER.fullmatch(scene.tokens[after].text)
    return (first, after + 1) if numbered else None


def _compass(scene: Scene, position: int) -> Stretch | None:
    """Read "eight fourteen east tremont"."""
    run, after = scene.ending.get(position), position + 1
    said = run is not None and run.spoken and len(run.value) > 1 and not run.cardinal
    return (run.first, after + 1) if run is not None and said and _is_word(scene, after) else None


def _crossing(scene: Scene, position: int) -> Stretch | None:
    """Read "on fifth and mercer"."""
    ordinal = rules.ORDINALS.get(scene.key(position - 1), 0) >= FIRST_CROSSING
    led = ordinal and scene.key(position - 2) in ("on", "at", "of") and _is_word(scene, position + 1)
    return (position - 1, position + 2) if led and scene.key(position + 1) not in rules.ORDINALS else None


def _is_word(scene: Scene, position: int) -> bool:
    key = scene.key(position)
    named = position < len(scene.tokens) and scene.tokens[position].kind == "word"
    return named and key not in rules.NOT_IN_STREETS and key not in rules.UNITS


def _house_number(scene: Scene, position: int) -> Stretch | None:
    """Read "at number forty"."""
    run, lead = scene.starting.get(position + 1), scene.key(position - 1)
    led = lead in ("at", "outside") or (lead in ("in", "to") and not scene.spoken)
    if run is None or not led or run.amount or len(run.value) > SMALL_NUMBER:
        return None
    return None if scene.key(run.last) in ("in", "on", "of") else (position, run.last)


def _hinted(scene: Scene, taken: set[int]) -> list[Stretch]:
    """House numbers and names without a kind of street, where an address is expected: "nine ninety one hollis"."""
    found: list[Stretch] = []
    for run in scene.runs:
        if (run.amount and not run.spoken) or len(run.digits) > LONGEST_HOUSE_NUMBER or run.first in taken:
            continue
        if scene.key(run.first - 1) in rules.COUNT_BEFORE - {"at"} or not scene.hint(run.first):
            continue
        topic = scene.topic_before(run.first)
        told = len(run.value) > 1 or topic is not None
        if not told or not is_linked(scene.tokens, topic.last if topic is not None else 0, run.first):
            continue
        last = run.last
        while last - run.last < HINTED_WORDS and _is_hinted_name(scene, last):
            last += 1
        if last > run.last:
            found.append((run.first, last))
    return found


def _is_hinted_name(scene: Scene, position: int) -> bool:
    if not _is_word(scene, position) or position in scene.starting:
        return False
    token = scene.tokens[position]
    stopped = token.key in rules.MONTHS or token.key in rules.HINT_STOPS or token.text.lower().endswith(("'s", "’s"))
    return not stopped and (scene.spoken or token.text[0].isupper() or scene.is_lower)


def _is_line(line: str) -> bool:
    """Whether the words behind the number of a line can be a street's name."""
    words = {word.strip(",.") for word in line.lower().split()[1:]}
    return not words & (rules.NOT_IN_STREETS - {"the"} | rules.MONTHS.keys())
