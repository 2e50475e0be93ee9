#!/usr/bin/env node
// Packages come before the loader: it would look into each of their files, which doubles the time to start.
require("@grpc/grpc-js");
require("@pulumi/pulumi/proto/resource_grpc_pb");
require("@pulumi/pulumi/proto/language_grpc_pb");
require("yaml");
require("zod");
require("tsx/cjs");
require("../main");
