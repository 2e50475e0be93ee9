"""Stand-in for Text Embeddings Inference (TEI): its routes, and the real all-MiniLM-L6-v2 in NumPy."""

VERSION = "1.9.3"
