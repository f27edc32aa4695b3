#!/usr/bin/env bash
# Builds one of the simulations and runs it.
#
#   scripts/simulate.sh simulate|fleet [ARGUMENT...]     (as the program has them, in tests/simulation/main.rs and tests/fleet/main.rs)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

program=$1
shift
steps 3
step "See to what a build needs" scripts/setup.sh build
step "Build the simulation (the first time takes minutes)" cargo build --profile simulation -p tests --bin "$program"
step "Simulate" "target/simulation/$program" "$@"
