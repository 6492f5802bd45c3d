"""Tests of nlp.normalise."""
