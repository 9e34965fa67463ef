"""Pages mutated as redesigns do: the same words for a person, in another markup; the same for the same seed."""

from bench.drift.mutations import MUTATIONS, Mutated, mutate, stack

__all__ = ["MUTATIONS", "Mutated", "mutate", "stack"]
