# make up     everything on Docker, from nothing to a running platform
# make test   every check and every test
STACK ?= dev

activated := . .tools/activate &&
pulumi := $(activated) pulumi --non-interactive

.PHONY: up down render chart test lint types bench tools tools-kubernetes stop-cluster dependencies clean-tools

up: tools
	@toolchain/set-up.sh needs $(STACK)
	@$(pulumi) stack select --create $(STACK)
	@$(pulumi) up --stack $(STACK) --yes --refresh
	@$(activated) toolchain/set-up.sh summary $(STACK)

down: tools
	@$(pulumi) destroy --stack $(STACK) --yes --refresh

# Plain manifests of a stack for GitOps: make render STACK=staging OUT=folder [PLATFORM=kubernetes]
render: dependencies
	@node --import tsx operations/render/main.ts --stack $(STACK) --out "$(OUT)" $(if $(PLATFORM),--platform $(PLATFORM))

# The same system as a Helm chart: make chart OUT=folder
chart: dependencies
	@node --import tsx operations/chart/main.ts --out "$(OUT)"

# Ends with a line "N passed, N failed, N skipped".
test: tools-kubernetes
	@$(activated) node --import tsx test/run.ts

lint: dependencies
	@npm run --silent lint

types: dependencies
	@npm run --silent types

# On Docker and on the local cluster; on one of them: make bench ONLY=docker|kubernetes
bench: $(if $(filter docker,$(ONLY)),tools,tools-kubernetes)
	@$(activated) node --import tsx bench/run.ts $(if $(ONLY),--only=$(ONLY))

# Engine, plugins, Docker, images: whatever this machine lacks, all of it below .tools.
tools:
	@toolchain/set-up.sh

# Only a stack on Kubernetes without a context of its own needs it: a local cluster, half an hour where it has to be built.
tools-kubernetes: tools
	@toolchain/set-up.sh kubernetes

stop-cluster:
	@toolchain/set-up.sh stop-cluster

dependencies:
	@toolchain/set-up.sh dependencies

# Stops the private Docker engine too, whose containers go with it. State and passphrase stay in .state.
clean-tools:
	@toolchain/set-up.sh clean-tools
