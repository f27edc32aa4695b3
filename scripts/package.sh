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

# Our licences, as Debian has them written, and beside them those of what others wrote.
licences() {
	local folder=target/licences
	mkdir -p "$folder"
	node scripts/licences.mjs | gzip -9n >"$folder/third-party.gz"
	{
		printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: Lobby\n\n'
		printf 'Files: *\nCopyright: %s\nLicense: Expat or Apache-2.0\n' "$(sed -n 's/^Copyright (c) //p' LICENSE-MIT)"
		printf 'Comment: What others wrote of it is in third-party.gz, with its licences.\n'
		printf '\nLicense: Expat\n'
		sed 's/^$/./; s/^/ /' LICENSE-MIT
		printf '\nLicense: Apache-2.0\n'
		sed 's/^$/./; s/^/ /' LICENSE-APACHE
	} >"$folder/copyright"
}

# A package without them may not be handed on.
has_licences() {
	local deb file listed
	for deb in target/release/bundle/deb/*.deb; do
		listed=$(dpkg-deb --contents "$deb")
		for file in copyright third-party.gz; do
			grep -q "usr/share/doc/lobby/$file\$" <<<"$listed" || {
				echo "package: $deb has no /usr/share/doc/lobby/$file" >&2
				return 1
			}
		done
	done
}

steps 6
step "See to what a build needs" scripts/setup.sh build
step "Gather the licences" licences
step "Build the page" npm --prefix ui run --silent build
step "Build the app for release and pack it (the first time takes about ten minutes)" \
	ui/node_modules/.bin/tauri build --ci --bundles deb,rpm --features embedded
if command -v dpkg-deb >/dev/null; then
	step "Pack the deb as small as it gets" repack
	step "See that the deb has the licences" has_licences
fi
find target/release/bundle -name '*.deb' -o -name '*.rpm'
