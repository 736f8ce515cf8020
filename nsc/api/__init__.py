"""Other systems: the questions of the rooms below as JSON. This face translates, and nothing more: docs/api.md."""
