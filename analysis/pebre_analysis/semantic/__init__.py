"""Names and flow, without types: scopes, places, definitions, use-def."""
