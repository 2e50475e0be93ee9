#!/bin/bash
# The official image starts through a script of this name; options (--config-path) go to the server.
exec /qdrant/qdrant "$@"
