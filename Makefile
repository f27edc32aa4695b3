# Every command here first sees to what it needs (scripts/setup.sh), says how far it is, and starts at once the second time.

.DEFAULT_GOAL := help
.PHONY: help demo test kills package icons lint simulate simulate-fleet bench

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

demo: ## Open the demo building; without a display, walk through it and leave pictures in target/demo/
	@scripts/demo.sh

test: ## Run every check and every test, the window tests included
	@scripts/test.sh

simulate: ## Simulate a desk and everything that can go wrong around it: SEEDS=10000, or SEED=n for one seed and its story
	@scripts/simulate.sh simulate $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),1000))

simulate-fleet: ## Simulate a working day of a thousand desks on a hundred accounts: ACCOUNTS=100 DESKS=10 SEED=1
	@scripts/simulate.sh fleet --accounts $(or $(ACCOUNTS),100) --desks $(or $(DESKS),10) --seed $(or $(SEED),1)

kills: ## Kill the app 200 times while it books, and see that nothing is lost or made twice
	@scripts/kills.sh

bench: ## Measure speed and weight beside peers: all of it into BENCHMARKS.md, or PART=search and so on
	@scripts/bench.sh $(PART)

lint: ## Build everything and run the checks that are no tests: formatting, clippy, svelte-check, eslint
	@scripts/test.sh lint

package: ## Make the deb and the rpm in target/release/bundle/
	@scripts/package.sh

icons: ## Make every size of the icon from icons/lobby.svg
	@scripts/setup.sh build
	@scripts/icons.sh
