"""What can go wrong, as one tree.

RapportError                exit  what the user can do
├── SettingsError              2  mend the settings file or the option
├── SourceError                3  check the inbox address and its credentials
├── PayloadError               -  one document cannot be read: it is set aside, the batch goes on
├── ModelError                 4  reinstall or rebuild the model, or name another
├── StoreError                 5  free the database, or restore it
└── NotFoundError              6  ask for something that exists
"""

from __future__ import annotations

from typing import ClassVar


class RapportError(Exception):
    """Base of every error that Rapport raises on purpose; its text says what, where and what to do."""

    exit_code: ClassVar[int] = 1


class SettingsError(RapportError):
    """A settings file or an option is wrong."""

    exit_code = 2


class SourceError(RapportError):
    """A source cannot be reached or listed."""

    exit_code = 3


class PayloadError(RapportError):
    """A document cannot be read; its text is the reason, free of personal data."""


class ModelError(RapportError):
    """A model is missing, damaged or does not fit the code."""

    exit_code = 4


class StoreError(RapportError):
    """A database is locked, damaged or of another version."""

    exit_code = 5


class NotFoundError(RapportError):
    """The customer, conversation or run asked for is not in the database."""

    exit_code = 6
