"""Background work on both databases: a queue in a table, workers that may be killed, progress anyone may read later.

The office is unknown here: a kind of work is the dotted path of a function `run(job, **arguments) -> result`.
"""
