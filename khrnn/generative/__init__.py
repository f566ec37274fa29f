"""Circuit Born machines and their losses, after arXiv 2305.02881 (Rudolph et al.).

What belongs here: circuits whose Born rule is the model, losses between distributions with and
without shots, the maximum mean discrepancy (MMD) as an observable, variance laws, estimators in
polynomial time, targets, training. What does not: comparing gradient variances across rooms
(`khrnn.trainability`). Importing this package imports nothing heavy.
"""
