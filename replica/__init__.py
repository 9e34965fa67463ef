"""A stand-in for beritajakarta.id: a made-up site of any size, the same for the same seed; it knows no parser."""
