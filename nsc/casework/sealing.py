"""Words of casework that may hold a name or a diagnosis: sealed on the way in, opened for who may read names."""

from functools import partial

from nsc.casework.models.cases import NOTE
from nsc.files import words

seal = partial(words.seal, purpose=NOTE)
opened = partial(words.opened, purpose=NOTE)
opened_many = partial(words.opened_many, purpose=NOTE)
