"""The parts of tests/web/test_matrix.py, one for each of nsc/access/declared.

Each says what is there to be asked about (`make`, of the case of household 1 in our village), how its addresses are filled in
(`addresses`), and how each question is asked (QUESTIONS: of a user, and of what `make` gave).
"""
