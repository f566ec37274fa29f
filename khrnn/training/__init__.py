"""Training of sentence models: one loop for all of them, checkpoints, presets, plots.

What belongs here: what every trained model shares. What does not: models (`khrnn.qrnn`,
`khrnn.classical`), tasks (`khrnn.tasks`), printing (`proofs.cli`). Importing this package imports
nothing heavy.
"""
