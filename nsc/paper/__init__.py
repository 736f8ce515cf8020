"""Figures and words in, the bytes of a document out. Knows nothing of the office, reads nothing but its own templates, asks no network."""
