"""Between Qdrant's JSON and the engine's objects, in both directions."""
