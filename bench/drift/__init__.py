"""Pages mutated as redesigns do: the same words for a person, in another markup; the same for the same seed."""
