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

// Set by the linker, so that go.mod stays the only place that names the version.
var version string

func main() {
	provider.Serve("kubernetes", version, schema, mapping)
}
