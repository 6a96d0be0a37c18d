"""What each command does: arguments in, printed answer out, exit status back. `foresight.cli` reads the arguments."""
