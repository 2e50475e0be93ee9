#!/bin/bash
# Takes the options of text-embeddings-router.
exec python3 -m server "$@"
