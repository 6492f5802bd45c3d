"""Tests of the SQL of the warehouse."""
