"""Casework: from a survey's count to a household that somebody vouched for. Targets come first; cases stand on them."""
