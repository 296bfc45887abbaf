# Thin on purpose: the work is in scripts/.
.DEFAULT_GOAL := help
.PHONY: help run stop test check bench bench-updates bench-rollout fuzz crash mutants clean

help: ## show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## install what is missing, build, bring up the dev environment and ask it for an answer
	@scripts/run

stop: ## take the dev environment down
	@scripts/stop

test: ## all tests: Swift, outside judges, documentation
	@scripts/test

check: ## format, house rules, dependency rule (seconds; no build)
	@scripts/check

bench: ## measure, with the peer or bound beside each figure
	@scripts/bench

bench-updates: ## 20 updates under load; every lost request is counted
	@scripts/judge-updates --updates 20 --seconds 600
	@scripts/judge-updates --runtime container --updates 20 --seconds 600

bench-rollout: ## 200 switches of traffic under load, a million requests; every lost one is counted
	@scripts/judge-rollouts --whole

fuzz: ## fuzz the readers of JSON, YAML, XML and AWS's files and answers, and signed chunks, 60 s each
	@scripts/fuzz

crash: ## kill Slipway at every seam it reaches, rollouts too, resume, compare (some 50 minutes)
	@scripts/build release
	@scripts/crash-harness
	@scripts/rollout-crash-harness

mutants: ## plant bugs in the rollout machine, see the tests catch each (some minutes)
	@scripts/mutants

clean: ## remove what was built (a running environment is kept: see make stop)
	@rm -rf .build .build-fuzz .venv .venv-checkov .venv-aws bench-results
