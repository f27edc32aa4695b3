#!/usr/bin/env bash
# Sees to everything that a build needs: installs system libraries (through apt when it may), Node where the distribution's own is new enough,
# and the npm packages. Of a Rust toolchain and of any other Node it says what is missing and how to install it, and stops. Asked again, it finds
# all in place within a second.
#
#   scripts/setup.sh build|window|test|bench     (each holds the one before it; bench holds window)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

# As Cargo.toml has it.
rust_needed=1.95

# What the app is compiled from, OpenSSL for the encrypted cache. Debian 12 and 13, Ubuntu 22.04 and later.
build=(build-essential pkg-config libssl-dev libwebkit2gtk-4.1-dev libgtk-3-dev libdbus-1-dev libsoup-3.0-dev)
# A screen, a keyring and a hand for a machine that has none: see in-window.sh. The fonts cover the names of the demo building.
window=(webkit2gtk-driver xvfb xauth dbus gnome-keyring libglib2.0-bin at-spi2-core libgl1-mesa-dri libegl1 xdotool fonts-dejavu-core fonts-freefont-ttf fonts-wqy-microhei)

case "${1:-build}" in
build) packages=("${build[@]}") ;;
window | test | bench) packages=("${build[@]}" "${window[@]}") ;;
*)
	echo "usage: scripts/setup.sh build|window|test|bench" >&2
	exit 2
	;;
esac

stop() {
	printf '\nLobby cannot be built here yet. %s\n\n    %s\n\n' "$1" "$2" >&2
	exit 1
}

# Whether version $1 is at least version $2.
at_least() {
	[ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# Whether Node $1 is one that the page's packages can be built and tested with: what ui/package-lock.json asks for, taken together.
node_needed="20.19 or later of 20, 22.13 or later of 22, or 24 or later"
node_fits() {
	case "$1" in
	20.*) at_least "$1" 20.19 ;;
	22.*) at_least "$1" 22.13 ;;
	*) at_least "$1" 24 ;;
	esac
}

# The version of package $1 that the distribution offers, without what the distribution adds to it; empty for none.
offered() {
	local version
	version=$(apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p') || true
	version=${version#*:}
	[ "$version" = "(none)" ] || printf '%s' "${version%%[-+~]*}"
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo -n "$@"
	fi
}

may_install() {
	command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

# Installs packages, or says the line that does.
need() {
	local line="sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
	command -v apt-get >/dev/null || stop "These packages, or what your system calls them, are missing:" "$*"
	may_install || stop "Some system packages are missing. Please run:" "$line"
	echo "setup: installing $*"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq || stop "The list of packages could not be read. Please run:" "$line"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" ||
		stop "Installing did not work. Please run:" "$line"
}

# 1. System libraries.
missing=()
if command -v dpkg-query >/dev/null; then
	present=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p' | sort -u)
	for package in "${packages[@]}"; do
		grep -qxF "$package" <<<"$present" || missing+=("$package")
	done
elif ! pkg-config --exists webkit2gtk-4.1 2>/dev/null; then
	missing=("${packages[@]}")
fi
[ "${#missing[@]}" = 0 ] || need "${missing[@]}"

# 2. Rust. A toolchain is a person's own affair: it is never changed from here.
# How it is had on this machine.
rust_line() {
	local latest="rustup toolchain install stable --profile minimal -c clippy -c rustfmt && rustup default stable"
	if command -v rustup >/dev/null; then
		printf '%s' "$latest"
	elif [ -n "$(offered rustup)" ]; then
		printf '%s' "sudo apt-get install -y rustup && $latest"
	else
		printf '%s' "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal -c clippy -c rustfmt && . \"\$HOME/.cargo/env\""
	fi
}
rust=$(rustc --version 2>/dev/null | awk '{print $2}') || true
{ [ -n "$rust" ] && command -v cargo >/dev/null; } ||
	stop "There is no Rust toolchain: $rust_needed or later is needed. Please run:" "$(rust_line)"
at_least "$rust" "$rust_needed" || stop "Rust is $rust; $rust_needed or later is needed. Please run:" "$(rust_line)"
for tool in cargo-clippy cargo-fmt; do
	[ "${1:-build}" != test ] || command -v "$tool" >/dev/null ||
		stop "$tool is missing from the Rust toolchain. Please run:" "rustup component add clippy rustfmt"
done

# 3. Node. The distribution's own is taken where it is new enough.
node_line="curl -fsSL https://deb.nodesource.com/setup_22.x | sudo bash - && sudo apt-get install -y nodejs"
node=$(node --version 2>/dev/null | tr -d v) || true
if [ -z "$node" ] && may_install; then
	if node_fits "$(offered nodejs)"; then
		need nodejs npm
		node=$(node --version | tr -d v)
	fi
fi
[ -n "$node" ] || stop "There is no Node: $node_needed is needed. Please run:" "$node_line"
node_fits "$node" || stop "Node is $node; $node_needed is needed. Please run:" "$node_line"
command -v npm >/dev/null || stop "Node is here, but npm is not. Please run:" "sudo apt-get install -y npm"

# 4. npm packages, as the lock files name them. The stamp holds the lock file's sum, so that nothing is done twice.
packages_of() {
	local folder=$1
	local stamp="target/setup/${folder//\//-}.sum"
	local sum
	sum=$(cat "$folder/package.json" "$folder/package-lock.json" | sha256sum)
	[ -d "$folder/node_modules" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return
	echo "setup: npm packages of $folder"
	(cd "$folder" && npm ci --no-audit --no-fund --loglevel=error)
	mkdir -p target/setup
	printf '%s' "$sum" >"$stamp"
}
packages_of ui
[ "${1:-build}" != test ] || packages_of tests/conformance
[ "${1:-build}" != bench ] || packages_of bench/page
