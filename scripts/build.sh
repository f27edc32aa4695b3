#!/usr/bin/env bash
# Builds the page, then what the arguments (cargo's own) name, with the page inside the app.
#
#   scripts/build.sh [CARGO-ARGUMENT...]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

# The page is built again only when something it is made from has changed.
stamp=target/setup/page.sum
sum=$({
	find ui/src -type f -print0 | sort -z | xargs -0 sha256sum
	sha256sum Cargo.lock scripts/licences.mjs ui/index.html ui/package-lock.json ui/*.config.* ui/tsconfig.json
} | sha256sum)
if [ ! -f ui/dist/index.html ] || [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ]; then
	step "Build the page" npm --prefix ui run --silent build -- --logLevel warn
	mkdir -p "${stamp%/*}"
	printf '%s' "$sum" >"$stamp"
else
	say "Build the page: nothing has changed"
fi
step "Build the programs (the first time takes minutes)" cargo build --features lobby/embedded "$@"
