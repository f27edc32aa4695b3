#!/usr/bin/env bash
# Kills the app while it books, far more often than make test does.
#
#   scripts/kills.sh [SEED]     (a seed draws the same moments again)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

steps 4
step "See to what a build and a virtual screen need" scripts/setup.sh window
scripts/build.sh --workspace --all-targets
step_at=3
export LOBBY_KILLS=${LOBBY_KILLS:-200}
[ $# = 0 ] || export LOBBY_KILLS_SEED=$1
step "Kill the app $LOBBY_KILLS times (about three seconds each)" \
	scripts/in-window.sh cargo test --workspace --features lobby/embedded --test window kills -- --nocapture
