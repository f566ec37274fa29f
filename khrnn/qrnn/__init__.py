"""The recurrent quantum neural network of arXiv 2006.14619 (Bausch): neuron, cell, model.

What belongs here: the quantum neuron in closed form, as a circuit and with amplitude
amplification; the recurrent cell, its kernels and its gradients. What does not: the tasks it is
trained on (`khrnn.tasks`), the training loop (`khrnn.training`), classical models of the same size
(`khrnn.classical.recurrent`). Importing this package imports nothing heavy.
"""
