#!/usr/bin/env bash
# Measures speed and weight, each figure beside a peer or a floor of the same run: one part after the other, and BENCHMARKS.md of all.
#
#   scripts/bench.sh [PART...]     (without one: all of them)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

parts=("$@")
[ "${#parts[@]}" != 0 ] || parts=(search calendar start stay weight pull booking keystroke)

steps $((4 + ${#parts[@]}))
step "See to what a build and its window need" scripts/setup.sh bench
step "Build for release (the first time takes minutes)" scripts/build.sh --release -p lobby -p bench -p blank --features bench/peers
step "Build the page that draws calendars side by side" npm --prefix bench/page run --silent build
for part in "${parts[@]}"; do
	[ "$part" != weight ] || scripts/package.sh
	step "Measure: $part" scripts/in-window.sh target/release/bench "$part"
done
step "Write BENCHMARKS.md" target/release/bench summary
