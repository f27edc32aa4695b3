# Sourced by the other scripts: says which step is at work and how long it has all taken.
#
#   steps 3; step "Build the page" npm run build

# A script that runs for another goes on with its count and its clock.
steps_of=${STEPS_OF:-0}
step_at=${STEP_AT:-0}
export STEPS_STARTED="${STEPS_STARTED:-$(date +%s)}"

elapsed() {
	local seconds=$(($(date +%s) - STEPS_STARTED))
	printf '%d:%02d' $((seconds / 60)) $((seconds % 60))
}

steps() {
	export STEPS_OF=$1
	steps_of=$1
	step_at=0
}

say() {
	step_at=$((step_at + 1))
	export STEP_AT=$step_at
	printf '\n[%d/%d · %s] %s\n' "$step_at" "$steps_of" "$(elapsed)" "$1"
}

step() {
	say "$1"
	shift
	"$@"
}

# Where rustup puts a toolchain that this shell has not yet heard of.
if ! command -v cargo >/dev/null && [ -x "$HOME/.cargo/bin/cargo" ]; then
	export PATH="$HOME/.cargo/bin:$PATH"
fi

# The other scripts look for what was built in target/, whatever this shell says.
export CARGO_TARGET_DIR="$PWD/target"
