"""Made-up text: headlines, stories and people that no newspaper has printed, in Indonesian and in English."""
