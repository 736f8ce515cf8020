"""The parts of nsc/access/matrix.py, one a part of the casework."""
