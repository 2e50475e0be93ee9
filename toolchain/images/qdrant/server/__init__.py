"""Stand-in for Qdrant: its REST routes over its own storage engine (qdrant-edge-py)."""

VERSION = "1.19.0"
