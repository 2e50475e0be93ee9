//go:build tools

package main

// Helm is pinned here too: the provider contains most of it, and what is compiled for one is there for the other.
import _ "helm.sh/helm/v3/cmd/helm"
