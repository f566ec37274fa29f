"""Tasks: seeded generators and strict readers, one task per module.

What belongs here: the words and tokens of a task, their meaning as data, files. What does not:
the models that perform a task (``khrnn.hypergraph``, ``khrnn.classical``).
"""
