#!/usr/bin/env bash
# Opens the demo building. On a machine without a display, walks through it in a window that nobody sees, and leaves pictures.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

steps 4
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
	step "See to what a build needs" scripts/setup.sh build
	scripts/build.sh -p lobby
	step_at=3
	say "Open the demo building"
	exec target/debug/lobby --demo
fi
step "See to what a build and a virtual screen need" scripts/setup.sh window
scripts/build.sh -p lobby -p tests
step_at=3
say "No display here: walk through the demo building on a virtual screen"
rm -rf target/demo
scripts/in-window.sh target/debug/demo
