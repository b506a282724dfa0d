"""Reviews that an assistant makes: an agent of the command line, or a provider's model."""
