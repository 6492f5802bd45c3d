"""The numbers of one turn on the way to their types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from nlp.redact import rules
from nlp.redact.context import NUMBERS, OPEN, WHOLE, Memory, is_linked, same_sentence
from nlp.redact.evidence import (
    KEEP,
    KEPT_TOPICS,
    MASKED_TOPICS,
    PAIRED,
    by_shape,
    is_account_code,
    is_firm,
    is_plausible,
    is_plus_phone,
    is_product,
    is_shaped_phone,
    is_whole_phone,
    prove,
)
from nlp.redact.patterns import POSTCODE, YEAR
from nlp.redact.runs import Run
from nlp.redact.tokens import Token, Topic, latest

REACH = 12  # tokens from a phrase to its number
ORDER_REACH = 7
LABEL_REACH = 1
BACK_REACH = 6  # tokens from a number to the phrase behind it
CHAIN_REACH = 7  # tokens between the pieces of a number that is said
TYPED_CHAIN_REACH = 3
ENDING_REACH = 10
ENDINGS: Final = range(2, 7)  # digits of the end of a number
IP_DIGITS: Final = range(6, 13)
ANSWER_REACH = 6  # tokens before an answer: "yes it's", "okay so that's"
SIGNED_LEAST = {"POSTCODE": 1, "PHONE": 3, "ACCOUNT_ID": 3}  # letters and digits right behind a phrase
WEAK_PHONE_LEAST = 6
PHRASES = 50  # that are looked through for the kind of number a turn spoke of
LEAST = 2  # letters and digits of any number that a phrase names
DATING = 3  # tokens between that may tell when, not which: "the account i have had since 2019"


@dataclass(slots=True)
class TurnNumbers:
    """Reads the numbers of one turn, left to right."""

    tokens: Sequence[Token]
    topics: Sequence[Topic]
    memory: Memory
    agent: bool
    used: set[int] = field(default_factory=set)  # topics, by index, that a number followed
    before: tuple[int, int] | None = None  # tokens of the number before, if it was recognised
    type: str | None = None  # of the number before
    length: int = 0  # of the number before
    blocked: int = 0  # no phrase before this token names a number any more

    def read(self, run: Run) -> str | None:
        """The type of the next run of the turn, or None."""
        named = self._named(run)
        type_ = self._decide(run, named)
        if type_ is not None or len(run.value) >= PAIRED:
            self.blocked = run.last
        if type_ is not None and named is not None:
            self.used.add(named[2])
        # "page 2" and "room 5" say nothing of the number after them.
        if type_ is not None and (type_ != KEEP or len(run.value) >= PAIRED):
            self.before, self.type, self.length = (run.first, run.last), type_, len(run.value)
            self.memory.answer("ORDER_ID" if type_ == KEEP else type_, len(run.value))
        return None if type_ == KEEP else type_

    def _decide(self, run: Run, named: tuple[str, bool, int] | None) -> str | None:
        """By the surest evidence: check digits, a phrase, the number before, the question before, the shape."""
        proof = prove(run) or ("PHONE" if is_plus_phone(self.tokens, run) else None)
        linked = named[0] if named is not None and named[1] else None
        return (
            proof
            or linked
            or ("PHONE" if is_shaped_phone(run) else None)
            or self._named_after(run)
            or (named[0] if named is not None else None)
            or self._chained(run)
            or self._ending(run)
            or self._asked(run)
            or by_shape(run)
            or self._numbered(run)
            or self._of_account(run)
        )

    def pass_by(self, first: int, last: int, type_: str | None) -> None:
        """Note something recognised by other means between the runs: a mask, an address, a date of birth."""
        self.blocked = last
        if type_ not in MASKED_TOPICS:
            return
        index = latest(self.topics, first)
        if index >= 0 and self.topics[index].type == type_:
            self.used.add(index)
        # What was masked before was whole: nothing beside it is a piece of it.
        self.before, self.type, self.length = (first, last), type_, OPEN
        self.memory.answer(type_, WHOLE.get(type_, PAIRED))

    def read_ending(self, first: int, text: str) -> str:
        """The type of a number of which only the end is written: "**** 4242", "XXX-XX-1234"."""
        if text[:2].isalpha() and text[:2].upper() != "XX":
            return "ACCOUNT_ID"
        named = (topic.type for topic in reversed(self._topics_before(first)) if topic.type in NUMBERS)
        return "SSN" if text.upper().startswith("XXX-XX-") else next(named, "CARD")

    def is_false_start(self, run: Run, complete: Run, type_: str) -> bool:
        """Whether a run just before a number is its first try: "double four seven, no, oh seven ..."."""
        said = run.spoken and run.digitwise and not run.amount and len(run.value) > 1
        return said and 0 <= complete.first - run.last < CHAIN_REACH and type_ in NUMBERS

    def _named(self, run: Run) -> tuple[str, bool, int] | None:
        """The type by the phrase before the number, whether only links stand between, and which phrase."""
        for index in range(latest(self.topics, run.first), -1, -1):
            topic = self.topics[index]
            far = topic.last < self.blocked or run.first - topic.last > REACH
            if far or not same_sentence(self.tokens, topic.last, run.first):
                return None
            linked = is_linked(self.tokens, topic.last, run.first)
            verdict = self._judge(run, topic, linked=linked)
            if verdict is not None:
                return verdict, linked, index
            if topic.type in MASKED_TOPICS and not topic.weak:
                return None
        return None

    def _judge(self, run: Run, topic: Topic, *, linked: bool) -> str | None:
        """The type that a phrase gives a number behind it."""
        if topic.type in KEPT_TOPICS and (linked or not topic.weak):
            reach = ORDER_REACH if topic.type == "ORDER_ID" else LABEL_REACH
            return KEEP if linked or run.first - topic.last <= reach else None
        if run.amount or (topic.weak and not linked):
            return None
        if topic.type == "ADDRESS":
            house = linked and not run.spoken and len(run.value) in ENDINGS and self._ends_clause(run)
            return "ADDRESS" if house else None
        type_ = "ACCOUNT_ID" if topic.type == "CARD" and linked and not run.is_digits else topic.type
        if type_ not in MASKED_TOPICS or not is_plausible(run, type_):
            return None
        if linked:
            return self._judge_linked(run, topic, type_)
        return type_ if is_firm(self.tokens, run) and not is_product(self.tokens, run) else None

    def _judge_linked(self, run: Run, topic: Topic, type_: str) -> str | None:
        between = self.tokens[topic.last : run.first]
        if any(token.key in rules.ENDINGS for token in between):
            cards = any(other.type == "CARD" for other in self._topics_before(topic.first))
            return "CARD" if cards and type_ == "ACCOUNT_ID" and len(run.value) == PAIRED else type_
        dated = not run.spoken and len(between) >= DATING and YEAR.fullmatch(run.value) is not None
        least = WEAK_PHONE_LEAST if type_ == "PHONE" and topic.weak else SIGNED_LEAST.get(type_, LEAST)
        return type_ if len(run.value) >= least and not run.cardinal and not dated else None

    def _named_after(self, run: Run) -> str | None:
        """By the phrase right behind the number: "... that's my mobile", "... is the account number"."""
        if run.amount or len(run.value) <= LEAST:
            return None
        wanted = {*MASKED_TOPICS, "ORDER_ID"}
        behind = range(latest(self.topics, run.last - 1) + 1, len(self.topics))
        index = next((n for n in behind if self.topics[n].first >= run.last and self.topics[n].type in wanted), None)
        if index is None or self.topics[index].first - run.last > BACK_REACH:
            return None
        topic = self.topics[index]
        between = self.tokens[run.last : topic.first]
        words = {token.text.lower() for token in between} | {token.key for token in between}
        near = 0 < len(between) < BACK_REACH and all(token.key in {*rules.RIGHT_LINKS, ","} for token in between)
        if topic.weak or not near or not words & rules.RIGHT_VERBS or not is_plausible(run, topic.type):
            return None
        self.used.add(index)
        return KEEP if topic.type in KEPT_TOPICS else topic.type

    def _chained(self, run: Run) -> str | None:
        """By the number before it in the turn, of which it is the next piece, a repetition or a correction."""
        if self.before is None or self.type is None or run.amount:
            return None
        end = self.before[1]
        gap = run.first - end
        if gap > (CHAIN_REACH if run.spoken else TYPED_CHAIN_REACH) or not same_sentence(self.tokens, end, run.first):
            return None
        if self.type == "DOB" and self._beside_birth(run, gap):
            return "SSN" if len(run.value) == PAIRED else self.memory.mentioned or "ACCOUNT_ID"
        taken_back = self.tokens[run.first - 1].key == "not" and gap <= LEAST and len(run.value) > LEAST
        if taken_back and run.is_digits and self.type != KEEP:
            return self.type
        complete = self.length >= WHOLE.get(self.type, OPEN) and len(run.value) != self.length
        listed = not run.spoken and self.memory.asked and any(t.text[0] == "," for t in self.tokens[end : run.first])
        if complete or listed or not is_plausible(run, self.type) or not self._continues(run, gap):
            return None
        return self.type

    def _beside_birth(self, run: Run, gap: int) -> bool:
        """Whether a customer who proves who they are goes on with the next number: "... fifty nine and 4 4 1 7"."""
        said = run.spoken and run.digitwise and len(run.value) >= PAIRED
        return said and gap <= TYPED_CHAIN_REACH and not self.agent

    def _continues(self, run: Run, gap: int) -> bool:
        before = self.tokens[run.first - 1].key
        if run.cardinal or before in rules.COUNT_BEFORE or is_product(self.tokens, run):
            return False
        if (gap >= DATING and not is_firm(self.tokens, run)) or (gap and len(run.value) == 1):
            return False
        return run.digitwise or len(run.value) in (LEAST, PAIRED)

    def _ending(self, run: Run) -> str | None:
        """By "the one ending", "the last four are", "at the end": the number spoken of last."""
        if len(run.value) not in ENDINGS or run.amount or (run.cardinal and len(run.value) != PAIRED):
            return None
        first = max(0, run.first - ENDING_REACH)
        keys = [token.key for token in self.tokens[first : run.first]]
        for place in range(len(keys) - 1, -1, -1):
            linked = is_linked(self.tokens, first + place, run.first)
            if keys[place] in rules.ENDINGS and linked:
                sure = len(run.value) >= PAIRED and run.digitwise
                known = self._spoken_of(run) if sure or keys[place] != "ended" else None
                return known or ("CARD" if sure else None)
            if keys[place : place + 2] in rules.LAST_DIGITS and (linked or len(run.value) == PAIRED):
                known = self._spoken_of(run)
                return known if known in ("CARD", "SSN") else "SSN"
        return self._ending_after(run)

    def _ending_after(self, run: Run) -> str | None:
        after = [token.key for token in self.tokens[run.last : run.last + BACK_REACH]]
        if after[:3] == ["at", "the", "end"]:
            return self._spoken_of(run) or "CARD"
        last = any(after[place : place + 2] in rules.LAST_DIGITS for place in range(len(after)))
        return "SSN" if last and after[0] in rules.RIGHT_VERBS else None

    def _spoken_of(self, run: Run) -> str | None:
        """The kind of number that this turn, else the conversation, spoke of last."""
        return self._number_before(run.first) or self.memory.mentioned

    def _number_before(self, position: int) -> str | None:
        """The kind of number that the turn named last before a token."""
        named = (topic.type for topic in reversed(self._topics_before(position)) if not topic.weak)
        return next((type_ for type_ in named if type_ in NUMBERS), None)

    def _topics_before(self, position: int) -> Sequence[Topic]:
        """The last phrases before a token."""
        end = latest(self.topics, position) + 1
        return self.topics[max(0, end - PHRASES) : end]

    def _asked(self, run: Run) -> str | None:
        """By the question that the turns before left open."""
        start = self._is_start(run)
        if run.amount or run.cardinal or is_product(self.tokens, run) or not is_firm(self.tokens, run, start=start):
            return None
        open_types = self.memory.open_types()
        if not run.spoken and self.type is not None and self.memory.current is not None:
            # Typed answers are whole: the next one answers the next question.
            open_types = open_types[1:]
        for type_ in open_types:
            if run.digitwise or type_ == "DOB" or self._closes(run):
                answer = _as_answer(run, type_)
                if answer is not None:
                    return answer
        last = self.memory.last
        again = last is not None and self.memory.patience > 0 and start and len(run.value) >= PAIRED
        return last if again and last is not None and is_plausible(run, last) else None

    def _is_start(self, run: Run) -> bool:
        """Whether the turn opens with the number, or says "it's" before it."""
        if run.first >= ANSWER_REACH:
            return False
        before = self.tokens[: run.first]
        told = bool(before) and before[-1].text.lower() in rules.RIGHT_VERBS
        corrected = all(token.key in rules.MONTHS or token.key in rules.CORRECTIONS for token in before)
        return told or corrected or is_linked(self.tokens, 0, run.first)

    def _closes(self, run: Run) -> bool:
        """Whether a customer says little more after the number."""
        after = self.tokens[run.last].key if run.last < len(self.tokens) else ""
        return not self.agent and (not after or after in rules.LETTER_ENDS or self.tokens[run.last].kind == "mark")

    def _ends_clause(self, run: Run) -> bool:
        return run.last >= len(self.tokens) or self.tokens[run.last].kind == "mark"

    def _numbered(self, run: Run) -> str | None:
        """By being called a number, where a customer was asked for no order: "number on the letter is c 7 7"."""
        keys = [token.key for token in self.tokens[max(0, run.first - BACK_REACH) : run.first]]
        if self.agent or run.amount or not run.spoken or not run.digitwise or len(run.value) < PAIRED or not keys:
            return None
        called = keys[-1] == "number" or (keys[-1] in ("is", "are", "it") and {"number", "numbers"} & set(keys))
        kept = any(topic.type in KEPT_TOPICS for topic in self._topics_before(run.first))
        return (self.memory.mentioned or "ACCOUNT_ID") if called and not kept else None

    def _of_account(self, run: Run) -> str | None:
        """By a turn that speaks of an account before, and of no order: "... this account. I remain, FN-0091-33"."""
        if not is_account_code(run) or any(topic.type in KEPT_TOPICS for topic in self.topics[:PHRASES]):
            return None
        named = any(topic.type == "ACCOUNT_ID" for topic in self._topics_before(run.first))
        return "ACCOUNT_ID" if named else None


def _as_answer(run: Run, type_: str) -> str | None:
    """The type of a run as the answer to a question for a type."""
    if type_ == "ADDRESS":
        coded = POSTCODE.fullmatch(run.value) and (not run.is_digits or len(run.value) > PAIRED)
        return "POSTCODE" if coded else None
    if type_ == "IP" and run.spoken and run.is_digits and len(run.value) in IP_DIGITS:
        return "IP"
    if not is_plausible(run, type_):
        return None
    if type_ in KEPT_TOPICS:
        return KEEP
    phone = type_ in ("CARD", "SSN") and is_whole_phone(run)
    return type_ if type_ in MASKED_TOPICS and not phone else None
