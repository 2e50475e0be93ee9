//go:build tools

// Package languagehost pins the module that the Node.js language host is built from where no release of it can be
// downloaded. 3.68.0 is the last version of the module that carries the command; it runs today's @pulumi/pulumi.
package languagehost

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
