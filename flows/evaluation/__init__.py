"""Measuring the product on gold conversations: render them as an inbox, run, score, write the card."""
