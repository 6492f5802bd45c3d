"""Settings of the whole test suite."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is no failure: a property may take as long as it needs.
settings.register_profile("rapport", deadline=None)
settings.load_profile("rapport")
