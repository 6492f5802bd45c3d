"""RESOLVE: whose conversation it is, by exact keys."""

from nlp.identity.keys import Key, contact_keys, email_key, handle_key, name_key, phone_key
from nlp.identity.resolve import VERSION, Directory, Link, conversation_keys

__all__ = [
    "VERSION",
    "Directory",
    "Key",
    "Link",
    "contact_keys",
    "conversation_keys",
    "email_key",
    "handle_key",
    "name_key",
    "phone_key",
]
