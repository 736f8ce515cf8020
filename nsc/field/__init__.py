"""The phone: what it may read goes out, what was typed on it comes in. docs/field.md is the contract that both sides keep."""
