"""The command line: one thin module a verb or a group of verbs."""
