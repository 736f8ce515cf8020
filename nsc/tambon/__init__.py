"""Smart Tambon, the Nakhom Model: a tambon that pulls itself up as a whole. Knows areas and organisations, never a case or its people."""
