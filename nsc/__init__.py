"""Nakhonsawan Change: ending poverty household by household. docs/adr/0001-the-house.md draws the plan."""
