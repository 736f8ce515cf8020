"""Budgets, help given and its checks: what each answers to whom."""

from nsc.access.answers import Rule

ADDRESSES: dict[str, tuple[Rule, Rule]] = {}
QUESTIONS: dict[str, Rule] = {}
EXEMPT: dict[str, str] = {}
