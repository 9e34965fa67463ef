"""The command line: one thin module for each command in `commands`, terminal layouts in `views`."""
