"""A database that says of the two gold customers exactly what the gold says; tests change one thing in it."""

from __future__ import annotations

import duckdb

MAIL = "k1-b.0@mail.example.com"
TEXTS = {
    ("k1-a", 0): "Hello, this is Noor.",
    ("k1-a", 1): "hi, i'm a nurse & we have a dog",
    ("k1-a", 2): "mail me at [EMAIL], the Zip kettle is late again",
    (MAIL, 0): "Dear Noor,\n\nit came, lovely. Please always write, never ring.",
    (MAIL, 1): "Thanks, Ada!",
    ("k1-c", 0): "quick <one>",
    ("k1-c", 1): "yes?",
    ("k2-a", 0): "Hello.",
    ("k2-a", 1): "hello i keep kosher",
    ("k2-b", 0): "me <again>",
}
TABLES = """
create schema profile; create schema conversation; create schema signal; create schema crm;
create table profile.attributes (attribute varchar, several boolean, min_confidence double, when_negated varchar);
create table profile.facts
    (customer_id varchar, attribute varchar, value varchar, status varchar, confidence double default 0.9);
create table profile.preferences
    (customer_id varchar, attribute varchar, value varchar, polarity varchar, confidence double default 0.9);
create table profile.frustrations
    (customer_id varchar, category varchar, severity integer, resolved varchar, confidence double default 0.9);
create table profile.evidence
    (customer_id varchar, kind varchar, attribute varchar, value varchar, status varchar, conversation_id varchar,
     turn integer, start_char integer, end_char integer, confidence double default 0.9, rule varchar);
create table conversation.conversations (conversation_id varchar, customer_id varchar);
create table conversation.turns (conversation_id varchar, turn integer, text varchar);
create table signal.facts
    (conversation_id varchar, turn integer, attribute varchar, value varchar, status varchar, start_char integer,
     end_char integer, confidence double default 0.9, rule varchar);
create table signal.preferences
    (conversation_id varchar, turn integer, attribute varchar, value varchar, polarity varchar, start_char integer,
     end_char integer, confidence double default 0.9);
create table signal.frustrations
    (conversation_id varchar, turn integer, category varchar, severity integer, start_char integer, end_char integer,
     confidence double default 0.9);
create table signal.resolutions
    (conversation_id varchar, turn integer, resolved boolean, start_char integer, end_char integer,
     confidence double default 0.9);
create table signal.sentiment (conversation_id varchar, turn integer, sentiment varchar, score double default 0.1);
create table signal.entities
    (conversation_id varchar, turn integer, type varchar, text varchar, start_char integer, end_char integer,
     score double default 0.9);
create table crm.customers (customer_id varchar, email varchar);
insert into crm.customers values ('k1', 'ada@example.com');
insert into profile.attributes values
    ('pet', true, 0.4, null), ('occupation', true, 0.4, null), ('life_event', true, 0.4, null),
    ('home_type', false, 0.4, null), ('children', false, 0.4, 'no'), ('contact_channel', true, 0.4, null),
    ('frustration', true, 0.4, null);
"""
PERFECT = f"""
insert into profile.facts (customer_id, attribute, value, status) values
    ('k1', 'pet', 'dog', 'current'), ('k1', 'occupation', 'nurses', 'current'),
    ('k1', 'life_event', 'illness_or_injury', 'past');
insert into profile.preferences (customer_id, attribute, value, polarity) values
    ('k1', 'contact_channel', 'phone', 'negative');
insert into profile.frustrations (customer_id, category, severity, resolved) values ('k1', 'delivery', 2, 'yes');
insert into profile.evidence
    (customer_id, kind, attribute, value, status, conversation_id, turn, start_char, end_char) values
    ('k1', 'fact', 'pet', 'dog', 'current', 'k1-a', 1, 28, 31),
    ('k1', 'fact', 'occupation', 'nurses', 'current', 'k1-a', 1, 10, 15),
    ('k1', 'fact', 'life_event', 'illness_or_injury', 'past', '{MAIL}', 0, 0, 4),
    ('k1', 'preference', 'contact_channel', 'phone', null, '{MAIL}', 0, 50, 60),
    ('k1', 'frustration', 'delivery', 'Zip kettle', null, 'k1-a', 2, 38, 42);
insert into conversation.conversations values
    ('k1-a', 'k1'), ('{MAIL}', 'k1'), ('k1-c', 'k1'), ('k2-a', 'k2'), ('k2-b', 'k2');
insert into signal.facts (conversation_id, turn, attribute, value, status, start_char, end_char) values
    ('k1-a', 1, 'pet', 'dog', 'current', 28, 31), ('k1-a', 1, 'occupation', 'nurses', 'current', 10, 15),
    ('{MAIL}', 0, 'life_event', 'illness_or_injury', 'past', 0, 4);
insert into signal.preferences (conversation_id, turn, attribute, value, polarity, start_char, end_char) values
    ('{MAIL}', 0, 'contact_channel', 'phone', 'negative', 50, 60);
insert into signal.frustrations (conversation_id, turn, category, severity, start_char, end_char) values
    ('k1-a', 2, 'delivery', 2, 38, 42);
insert into signal.sentiment (conversation_id, turn, sentiment) values
    ('k1-a', 1, 'neutral'), ('k1-a', 2, 'negative'), ('{MAIL}', 0, 'positive'), ('k1-c', 0, 'neutral'),
    ('k2-a', 1, 'neutral'), ('k2-b', 0, 'neutral');
insert into signal.entities (conversation_id, turn, type, text, start_char, end_char) values
    ('k1-a', 0, 'PERSON', 'Noor', 15, 19), ('k1-a', 2, 'EMAIL', '[EMAIL]', 11, 18),
    ('k1-a', 2, 'PRODUCT', 'Zip kettle', 24, 34), ('{MAIL}', 0, 'PERSON', 'Noor', 5, 9),
    ('{MAIL}', 1, 'PERSON', 'Ada', 8, 11);
"""  # noqa: S608  # a constant


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables that are scored, with everything right."""
    connection.execute(TABLES)
    connection.execute(PERFECT)
    rows = [(conversation, turn, text) for (conversation, turn), text in TEXTS.items()]
    connection.executemany("insert into conversation.turns values (?, ?, ?)", rows)
