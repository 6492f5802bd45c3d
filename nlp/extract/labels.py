"""The label space of the extractors: what one turn can say, in the order of the network's outputs.

The values are those of TAXONOMY.md. A label without a value is free text: its value is read from the cue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from nlp.records import Polarity, Sentiment, Status

LabelKind = Literal["fact", "preference", "frustration"]

SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)
STATUSES: tuple[Status, ...] = get_args(Status)
POLARITIES: tuple[Polarity, ...] = get_args(Polarity)
SEVERITIES = (1, 2, 3)
MAX_COUNT = 5  # child_count labels end here; a larger number is read from the cue

FAMILIES: dict[str, dict[str, str]] = {
    "household": {
        "marital_status": "single partnered engaged married separated divorced widowed",
        "children": "yes no",
        "child_count": "1 2 3 4 5",
        "child_age_group": "baby toddler child teen adult",
        "expecting": "yes",
        "pet": "dog cat bird fish rabbit reptile horse other any",
        "home_tenure": "owner renter with_family",
        "home_type": "house apartment farm mobile_home dormitory",
        "lives_with": "alone partner children parents relatives roommates",
        "caregiver_for": "parent partner child relative",
    },
    "lifestyle": {
        "occupation": "",
        "employment_status": "employed self_employed student retired unemployed homemaker on_leave",
        "work_pattern": "remote hybrid shift_work night_shift travels_for_work",
        "hobby": "",
        "diet": "vegetarian vegan pescatarian gluten_free dairy_free nut_free low_carb halal kosher",
        "vehicle": "",
        "travel": "frequent_traveller commuter camper cruise backpacker",
    },
    "life_event": {
        "life_event": "moving home_purchase wedding new_baby divorce bereavement new_job job_loss retirement "
        "graduation new_pet illness_or_injury",
    },
}
PREFERENCES = {
    "contact_channel": "email phone sms chat app post",
    "contact_time": "morning afternoon evening weekday weekend",
    "likes": "",
    "dislikes": "",
}
CATEGORIES = (
    "delivery billing price product_quality outage digital_experience account_access returns_refunds wait_time "
    "repeat_contact staff_attitude communication policy availability"
).split()

NAMED_ATTRIBUTES = ("occupation", "hobby", "vehicle")  # free text with a normal form, found among known values
FREE_TEXT = (*NAMED_ATTRIBUTES, "likes", "dislikes")

ENTITY_TYPES = ("PERSON", "ORG", "PRODUCT", "LOCATION", "DATE", "TIME", "MONEY", "ORDER_ID", "URL")
ENTITY_TAGS = ("O", *(f"{place}-{kind}" for kind in ENTITY_TYPES for place in "BI"))


@dataclass(frozen=True, slots=True)
class Label:
    """One thing a turn can say."""

    kind: LabelKind
    attribute: str  # the category, for a frustration
    value: str | None  # None: free text, or a frustration

    @property
    def name(self) -> str:
        """The label as cards and errors name it, for instance `pet=dog`."""
        return f"{self.attribute}={self.value}" if self.value else self.attribute


def _labels(kind: LabelKind, attributes: dict[str, str]) -> list[Label]:
    values: list[tuple[str, str | None]] = []
    for name, spaced in attributes.items():
        values += [(name, value) for value in spaced.split()] or [(name, None)]
    return [Label(kind, name, value) for name, value in values]


FAMILY_OF = {attribute: family for family, attributes in FAMILIES.items() for attribute in attributes}
LABELS: tuple[Label, ...] = (
    *(label for attributes in FAMILIES.values() for label in _labels("fact", attributes)),
    *_labels("preference", PREFERENCES),
    *(Label("frustration", category, None) for category in CATEGORIES),
)
INDEX: dict[tuple[str, str | None], int] = {
    (label.attribute, label.value): number for number, label in enumerate(LABELS)
}
FREE_INDEX = tuple(INDEX[attribute, None] for attribute in FREE_TEXT)  # labels with a value pointer
