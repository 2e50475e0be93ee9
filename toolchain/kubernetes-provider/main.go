// The official Kubernetes provider, built from its published module where no release of it can be downloaded.
// Set-up copies the two JSON files out of the module's own folder before it builds.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

//go:embed schema.json
var schema []byte

//go:embed terraform-mapping.json
var mapping []byte

// Set by the linker to the SDK's version, which package.json names; the module in go.mod is that release by its commit.
var version string

func main() {
	provider.Serve("kubernetes", version, schema, mapping)
}
