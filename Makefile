# The words of this house. Each installs what it needs and the machine lacks.
.DEFAULT_GOAL := help
.PHONY: help run test lint image bench fuzz proof sanitize

help:
	@echo "make run    build, and start gatewayz-api dev: everything embedded, nothing to set up"
	@echo "make test   unit tests, house rules, and the acceptance tests against the real binary"
	@echo "make lint   formatting, C shims, shell scripts, Dockerfile"
	@echo "make image  every step of the Dockerfile without an engine; the result weighed and started"
	@echo "make bench  CPU time per traced request against nginx and a bare epoll loop"
	@echo "make fuzz   libFuzzer with AddressSanitizer on every parser, a minute each"
	@echo "make proof  allocations, reference counting and system calls per request, within budget"
	@echo "make sanitize  the unit tests under ThreadSanitizer and under AddressSanitizer"

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
	@scripts/install-tools run
	Fuzz/run 60

proof:
	Benchmarks/run proof

sanitize:
	@scripts/install-tools run
	scripts/sanitize thread
	scripts/sanitize address
