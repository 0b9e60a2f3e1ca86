"""The identity service: OpenID discovery, tokens, grants, global discovery."""
