"""Who signs in, and how: one-time links, passwords, second factors, sessions."""
