.DEFAULT_GOAL := help
.PHONY: help build install uninstall run test stress sanitize coverage fuzz lint bench docs clean

help: ## list the targets
	@sed -nE 's/^([a-z]+): ## (.*)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

build: ## the release binary, at .build/release/martlet
	@Scripts/build

install: ## the binary, its manual and its completions, below PREFIX (/usr/local)
	@Scripts/install

uninstall: ## take them away again
	@Scripts/install --remove

run: ## CloneGallery on SQLite: from nothing to migrated, seeded and reported
	@Scripts/run

test: ## every test
	@Scripts/test

stress: ## the tests of faults with full numbers, for an hour or so
	@Scripts/stress

sanitize: ## every test under AddressSanitizer, then under ThreadSanitizer
	@Scripts/sanitize

coverage: ## which lines the tests run, by folder; fails below its thresholds
	@Scripts/coverage

fuzz: ## what reads input from outside, with random input, 30 seconds each
	@Scripts/fuzz

lint: ## format, shell scripts, file sizes, forbidden calls
	@Scripts/lint

bench: ## Martlet and sqlite3 on the same work, in one run
	@Scripts/bench

docs: ## the generated reference page, and the documentation as a site in .build/site
	@Scripts/docs

clean: ## remove everything that was built
	@Scripts/clean
