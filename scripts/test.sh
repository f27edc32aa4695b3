#!/usr/bin/env bash
# Runs every check and every test, goes on past a failure, and ends with the totals.
#
#   scripts/test.sh [lint]     (lint: only the build, formatting, clippy, svelte-check and eslint)
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

only=${1:-all}
logs=target/test
mkdir -p "$logs"
rm -f "$logs"/*.log
failed=()

# Runs a step with its output on the screen and in a log of its own.
check() {
	local name=$1 title=$2
	shift 2
	say "$title"
	"$@" 2>&1 | tee "$logs/$name.log"
	[ "${PIPESTATUS[0]}" = 0 ] || {
		failed+=("$title")
		echo "FAILED: $title"
	}
}

# How many tests the logs say have passed or failed, in cargo's, vitest's and Node's own words.
count() {
	local verdict=$1
	cat "$logs"/*.log 2>/dev/null | sed 's/\x1b\[[0-9;]*m//g' | awk -v verdict="$verdict" '
		/^test result:/ { for (i = 1; i < NF; i++) if ($(i + 1) ~ "^" verdict "ed") sum += $i }
		/^ *Tests  / { for (i = 1; i < NF; i++) if ($(i + 1) ~ "^" verdict "ed") sum += $i }
		/^[^ ]+ (pass|fail) [0-9]+$/ { if ($2 == verdict) sum += $3 }
		END { print sum + 0 }'
}

# What the tests that failed have said, without the stack that led there.
causes() {
	cat "$logs"/*.log 2>/dev/null | sed 's/\x1b\[[0-9;]*m//g' |
		awk '/^Stack backtrace:|^stack backtrace:|^ *[0-9]+: / { said = 0; next }
			/^Error: |^test .*Error: |panicked at |^Caused by:/ { said = 4 }
			said-- > 0 { print substr($0, 1, 400) }'
}

[ "$only" = lint ] && steps 7 || steps 11
step "See to what a build and its tests need" scripts/setup.sh test || exit 1
# What follows stands on a page and programs that build. Programs and tests are built at once, so that nothing is built twice.
scripts/build.sh --workspace --all-targets || exit 1
step_at=3

check fmt "Rust: formatting" cargo fmt --all --check
check clippy "Rust: clippy" cargo clippy --workspace --all-targets --features lobby/embedded -- -D warnings
check svelte-check "Page: types" npm --prefix ui run --silent check
check eslint "Page: eslint" npm --prefix ui run --silent lint
if [ "$only" != lint ]; then
	check page "Page: tests" npm --prefix ui run --silent test
	check doc "Rust: documentation" \
		env RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet --features lobby/embedded
	check conformance "DoorFlow's official client against the sandbox" npm --prefix tests/conformance test
	check rust "Rust: every test, those in the app's window included" \
		scripts/in-window.sh cargo test --workspace --features lobby/embedded --no-fail-fast
fi

printf '\n%s tests passed, %s failed, in %s.\n' "$(count pass)" "$(count fail)" "$(elapsed)"
if [ "${#failed[@]}" != 0 ]; then
	causes
	printf 'Failed: %s\n' "${failed[@]}"
	exit 1
fi
echo "All is well."
