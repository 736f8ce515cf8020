"""What the secretariat remembers, a module for each part of it."""

from nsc.secretariat.models.desk import AgendaItem, Correction, Order, OrderStep, Paper, Seat, Sitting

__all__ = ["AgendaItem", "Correction", "Order", "OrderStep", "Paper", "Seat", "Sitting"]
