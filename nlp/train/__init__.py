"""Training: labelled turns in, a model folder with card and scores out."""
