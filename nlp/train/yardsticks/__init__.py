"""Yardsticks: a trained model measured on public corpora, each with the floor that is to be beaten.

The corpora stay outside the project: it reads them from a folder that is named to it, and needs them for nothing else.
"""
