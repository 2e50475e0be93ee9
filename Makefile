# make up     everything on Docker, from nothing to a running platform
# make test   every check and every test
STACK ?= dev

activated := . .tools/activate &&
pulumi := $(activated) pulumi --non-interactive

.PHONY: up down test lint types bench tools tools-kubernetes dependencies clean-tools

up: tools
	@$(pulumi) stack select --create $(STACK)
	@$(pulumi) up --stack $(STACK) --yes --refresh
	@$(activated) toolchain/set-up.sh summary $(STACK)

down: tools
	@$(pulumi) destroy --stack $(STACK) --yes --refresh

# Ends with a line "N passed, N failed, N skipped".
test: tools
	@$(activated) node --import tsx test/run.ts

lint: dependencies
	@npm run --silent lint

types: dependencies
	@npm run --silent types

bench: tools
	@$(activated) node --import tsx bench/run.ts

# Engine, plugins, Docker, images: whatever this machine lacks, all of it below .tools.
tools:
	@toolchain/set-up.sh

# Only a stack on Kubernetes needs it: ten minutes where it has to be built.
tools-kubernetes: tools
	@toolchain/set-up.sh kubernetes-provider

dependencies:
	@toolchain/set-up.sh dependencies

# Stops the private Docker engine too, whose containers go with it. State and passphrase stay in .state.
clean-tools:
	@toolchain/set-up.sh clean-tools
