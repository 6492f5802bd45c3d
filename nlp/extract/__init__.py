"""EXTRACT: what a turn says, read by one encoder with many heads and by rules where rules are better."""
