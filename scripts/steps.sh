# Sourced by the other scripts: says which step is at work and how long it has all taken.
#
#   steps 3; step "Build the page" npm run build

steps_of=0
step_at=0
# Called from another of these scripts, the clock goes on from there.
export LOBBY_STARTED="${LOBBY_STARTED:-$(date +%s)}"

elapsed() {
	local seconds=$(($(date +%s) - LOBBY_STARTED))
	printf '%d:%02d' $((seconds / 60)) $((seconds % 60))
}

steps() {
	steps_of=$1
	step_at=0
}

say() {
	step_at=$((step_at + 1))
	printf '\n[%d/%d · %s] %s\n' "$step_at" "$steps_of" "$(elapsed)" "$1"
}

step() {
	say "$1"
	shift
	"$@"
}
