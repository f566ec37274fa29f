"""`python -m proofs.cli` is `khrnn`."""

from proofs.cli import main

if __name__ == "__main__":
    main()
