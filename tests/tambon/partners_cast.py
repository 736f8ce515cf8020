"""What tests of partners share: days, an offer and a need."""

from datetime import date
from decimal import Decimal

MONEY = {"kind": "money", "unit": "บาท"}
OFFER = MONEY | {
    "what": "ทุนหมุนเวียน",
    "quantity": Decimal(100_000),
    "from_on": date(2026, 1, 1),
    "dimensions": ["economy"],
    "conditions": "รายงานทุกสามเดือน",
}
WANT = MONEY | {"what": "ทุนตั้งต้นโรงสี", "quantity": Decimal(60_000), "dimension": "economy", "by_on": date(2026, 6, 30)}
DUE = date(2026, 5, 31)
