"""The report: a folder of HTML pages that shows the claims, their certificates and the figures.

Here belong what `khrnn report` writes and how it looks: records read from a run's results, figures
with their data, mathematics as MathML, pages, and the folder that appears whole or not at all.
Deciding claims does not belong here (`proofs.claims`), nor judging certificates (`proofs.kernel`),
nor options and exit statuses (`proofs.cli.report`). Nothing here loads anything from a network, and
no page that is written does.
"""
