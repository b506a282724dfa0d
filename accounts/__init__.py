"""Who uses Mason: users, API keys, repositories and AI provider keys."""
