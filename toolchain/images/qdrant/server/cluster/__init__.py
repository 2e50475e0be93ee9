"""Cluster mode of the stand-in: members that agree on who is in and who holds what, and copy points to each other.

Behaves as Qdrant does to its clients; the protocol between members is its own, and all shards of a collection lie
together on the same members.
"""
