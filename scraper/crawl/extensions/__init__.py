"""Extensions of a crawl: progress, circuit breaker, canary, free space."""
