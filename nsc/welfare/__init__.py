"""What help there is, who is entitled to it, what it costs and who got it. Knows households, not cases."""
