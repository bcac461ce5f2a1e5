# The six words of this house. Each installs what it needs and the machine lacks.
.DEFAULT_GOAL := help
.PHONY: help run test lint image bench fuzz

help:
	@echo "make run    build, and start gatewayz-api dev: everything embedded, nothing to set up"
	@echo "make test   unit tests, house rules, and the acceptance tests against the real binary"
	@echo "make lint   formatting, C shims, shell scripts, Dockerfile"
	@echo "make image  every step of the Dockerfile without an engine; the result weighed and started"
	@echo "make bench  CPU time per traced request against nginx and a bare epoll loop"
	@echo "make fuzz   what there is of fuzzing"

# Why: a debug build is the shortest way to a first minute, and the one the tests share. Measure
# with `make bench`, which builds for release.
run:
	@scripts/install-tools run
	swift build --product gatewayz-api
	.build/debug/gatewayz-api dev

test:
	@scripts/install-tools test
	swift build --build-tests
	swift test --skip-build --disable-xctest --quiet
	.venv/bin/python -m pytest Tests/AcceptanceTests

lint:
	@scripts/install-tools lint
	scripts/lint

image:
	@scripts/install-tools image
	scripts/prove-image

bench:
	@scripts/install-tools bench
	Benchmarks/run

fuzz:
	@echo "No fuzz targets yet. What stands in for them runs in make test: every parser is cut at"
	@echo "every byte of its samples and fed seeded mutations of them (swift test --filter Mutat)."
