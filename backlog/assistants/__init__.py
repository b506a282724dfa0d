"""Programs that answer a prompt: command line agents, and the models of AI providers."""
