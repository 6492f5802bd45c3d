"""Understanding conversations: pure functions, records in and records out."""
