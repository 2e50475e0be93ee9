//go:build tools

// Package engine pins the module that the Pulumi engine is built from where its release cannot be downloaded.
// The blank import keeps the command's dependencies in go.mod; nothing is ever compiled from this file.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
