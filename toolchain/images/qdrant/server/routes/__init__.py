"""Every route, by area."""

from . import cluster, collections, points, search, service, snapshots

ENDPOINTS = [
    *service.ENDPOINTS,
    *cluster.ENDPOINTS,
    *collections.ENDPOINTS,
    *points.ENDPOINTS,
    *search.ENDPOINTS,
    *snapshots.ENDPOINTS,
]
