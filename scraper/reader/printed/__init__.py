"""A page as a person sees it: lines, pictures and what they say, without any name of a class or id."""
