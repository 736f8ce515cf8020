"""Words of welfare that may hold a name or a diagnosis: sealed on the way in, opened for who may read names."""

from functools import partial

from nsc.files import words
from nsc.welfare.models import NOTE

seal = partial(words.seal, purpose=NOTE)
opened = partial(words.opened, purpose=NOTE)
opened_many = partial(words.opened_many, purpose=NOTE)
