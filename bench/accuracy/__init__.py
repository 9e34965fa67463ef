"""How exact the parser is: field by field on known templates, beside other programs, and on mutated pages."""
