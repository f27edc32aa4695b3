#!/usr/bin/env bash
# Measures speed and weight, each figure beside a peer or a floor of the same run. What a part found lies in target/bench/ as JSON; of all of
# them together BENCHMARKS.md is made. A part that fails does not keep the others from being measured.
#
#   scripts/bench.sh [PART...]     (without one: all of them)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

all=(search quick ready start stay growth pull booking history calendar keystroke weight)
parts=("$@")
[ "${#parts[@]}" != 0 ] || parts=("${all[@]}")
failed=()

# Writing BENCHMARKS.md is a step of all parts together only.
written=0
[ "${#parts[@]}" != "${#all[@]}" ] || written=1

steps $((4 + ${#parts[@]} + written))
step "See to what a build and its window need" scripts/setup.sh bench
scripts/build.sh --release -p lobby -p bench -p blank --features bench/peers
step_at=3
step "Build the page that draws calendars side by side" npm --prefix bench/page run --silent build
for part in "${parts[@]}"; do
	[ "$part" != weight ] || scripts/package.sh
	step "Measure: $part" scripts/in-window.sh target/release/bench "$part" || failed+=("$part")
done
[ "$written" = 0 ] || step "Write BENCHMARKS.md" target/release/bench summary
if [ "${#failed[@]}" != 0 ]; then
	echo "Not measured: ${failed[*]}"
	exit 1
fi
