#!/usr/bin/env bash
# Makes the packages for Debian, Ubuntu, Fedora and their kin.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

steps 3
step "See to what a build needs" scripts/setup.sh build
step "Build the page" npm --prefix ui run --silent build
step "Build the app for release and pack it (the first time takes about ten minutes)" \
	ui/node_modules/.bin/tauri build --ci --bundles deb,rpm --features embedded
find target/release/bundle -name '*.deb' -o -name '*.rpm'
