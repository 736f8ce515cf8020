"""What must not lie open: keys, sealed values, stored uploads. The office is unknown here."""
