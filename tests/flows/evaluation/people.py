"""Gold customers for the tests of the evaluation: small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

from flows.evaluation.gold import GoldCustomer, read_gold

GOLD = """
- customer: {id: "k1", name: "Ada Brook", email: "ada@example.com", phone: "+1-503-555-0118", city: "Bend"}
  conversations:
    - id: "k1-a"
      channel: "chat"
      started_at: "2026-01-05T09:00:00Z"
      contact: {handle: "adab"}
      turns:
        - ["agent", "Hello, this is [[PERSON|Noor]]."]
        - ["customer", "hi, i'm a nurse & we have a dog", "neutral"]
        - ["customer", "mail me at [[EMAIL|ada@example.com]], the [[PRODUCT|Zip kettle]] is late again", "negative"]
    - id: "k1-b"
      channel: "email"
      started_at: "2026-02-05T09:00:00Z"
      contact: {email: "ada@example.com"}
      turns:
        - ["customer", "Dear [[PERSON|Noor]],\\n\\nit came, lovely. Please always write, never ring.", "positive"]
        - ["agent", "Thanks, [[PERSON|Ada]]!\\n\\nOn Thu, Ada wrote:\\n> Dear [[PERSON|Noor]]"]
    - id: "k1-c"
      channel: "chat"
      started_at: "2026-03-05T09:00:00Z"
      contact: {email: "ada@example.com", name: "Ada Brook"}
      turns:
        - ["customer", "quick <one>", "neutral"]
        - ["agent", "yes?"]
  facts:
    - ["household", "pet", "dog", "current", ["k1-a:1"]]
    - ["lifestyle", "occupation", "nurse", "current", ["k1-a:1"]]
    - ["life_event", "life_event", "illness_or_injury", "past", ["k1-b:0"]]
  preferences:
    - ["contact_channel", "phone", "negative", ["k1-b:0"]]
  frustrations:
    - ["delivery", "kettle", 2, "yes", ["k1-a:2"]]
- customer: {id: "k2", name: "Ben Ode", phone: "+1-503-555-0199"}
  conversations:
    - id: "k2-a"
      channel: "call"
      started_at: "2026-01-06T09:00:00Z"
      contact: {phone: "+1-503-555-0199"}
      turns:
        - ["agent", "Hello."]
        - ["customer", "hello i keep kosher", "neutral"]
    - id: "k2-b"
      channel: "call"
      started_at: "2026-01-07T09:00:00Z"
      contact: {customer_id: "k2"}
      turns:
        - ["customer", "me <again>", "neutral"]
  facts:
    - ["lifestyle", "diet", "kosher", "current", ["k2-a:1"]]
  preferences:
  frustrations:
"""


def people(folder: Path) -> list[GoldCustomer]:
    """Read the two customers from a file, as the product would."""
    path = folder / "gold.yaml"
    path.write_text(GOLD, encoding="utf-8")
    return read_gold([path])
