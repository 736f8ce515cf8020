"""What the system remembers of a tambon's initiative, a module for each part of it."""

from nsc.tambon.models.initiatives import Goal, Initiative, Project

__all__ = ["Goal", "Initiative", "Project"]
