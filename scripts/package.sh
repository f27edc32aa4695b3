#!/usr/bin/env bash
# Makes the packages for Debian, Ubuntu, Fedora and their kin.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

# The bundler packs the deb with gzip; xz, which dpkg itself uses, makes it a fifth smaller.
repack() {
	local deb folder
	for deb in target/release/bundle/deb/*.deb; do
		folder=$(mktemp -d)
		dpkg-deb --raw-extract "$deb" "$folder/package"
		dpkg-deb --root-owner-group -Zxz -z9 --build "$folder/package" "$folder/again.deb" >/dev/null
		mv "$folder/again.deb" "$deb"
		rm -rf "$folder"
	done
}

steps 4
step "See to what a build needs" scripts/setup.sh build
step "Build the page" npm --prefix ui run --silent build
step "Build the app for release and pack it (the first time takes about ten minutes)" \
	ui/node_modules/.bin/tauri build --ci --bundles deb,rpm --features embedded
if command -v dpkg-deb >/dev/null; then
	step "Pack the deb as small as it gets" repack
fi
find target/release/bundle -name '*.deb' -o -name '*.rpm'
