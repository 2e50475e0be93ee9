"""Every route, by area."""

from . import collections, points, search, service, snapshots

ENDPOINTS = [
    *service.ENDPOINTS,
    *collections.ENDPOINTS,
    *points.ENDPOINTS,
    *search.ENDPOINTS,
    *snapshots.ENDPOINTS,
]
