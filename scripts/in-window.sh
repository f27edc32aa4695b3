#!/usr/bin/env bash
# Runs a command where a desktop app can live on a machine without a desktop: a virtual screen, a D-Bus session and an unlocked
# Secret Service, all private to this run, so that nothing of a person's own session or keyring is touched.
#
#   scripts/in-window.sh COMMAND [ARGUMENT...]
set -euo pipefail

if [ "${1:-}" = "--inside" ]; then
	shift
	# The daemon reads the password of a new keyring from its standard input; it goes on in the background.
	printf 'lobby' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>"$XDG_RUNTIME_DIR/keyring.log"
	tries=0
	until gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
		--method org.freedesktop.DBus.NameHasOwner org.freedesktop.secrets 2>/dev/null | grep -q true; do
		tries=$((tries + 1))
		if [ "$tries" -gt 100 ]; then
			echo "in-window: the Secret Service did not start:" >&3
			cat "$XDG_RUNTIME_DIR/keyring.log" >&3
			exit 1
		fi
		sleep 0.1
	done
	# Over the window, which has the keyboard by that, and over nothing in it that says what it is.
	xdotool mousemove 1 1
	exec "$@" >&4 2>&3 3>&- 4>&-
fi

[ $# -gt 0 ] || {
	echo "usage: scripts/in-window.sh COMMAND [ARGUMENT...]" >&2
	exit 2
}

here=$(mktemp -d "${TMPDIR:-/tmp}/lobby-window.XXXXXX")
run=''
tidy() {
	# Everything below was started as one process group of its own.
	[ -z "$run" ] || kill -TERM -- "-$run" 2>/dev/null || true
	rm -rf "$here"
}
trap tidy EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

for directory in run data config cache; do
	mkdir -m 0700 "$here/$directory"
done
export XDG_RUNTIME_DIR="$here/run" XDG_DATA_HOME="$here/data" XDG_CONFIG_HOME="$here/config" XDG_CACHE_HOME="$here/cache"
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL SSH_AUTH_SOCK
# A virtual screen has no graphics card: WebKit paints by itself, and every machine paints alike.
export GDK_BACKEND=x11 GDK_SCALE=1 GDK_DPI_SCALE=1 LIBGL_ALWAYS_SOFTWARE=1
export NO_AT_BRIDGE=1 GSETTINGS_BACKEND=memory
export LC_ALL=C.UTF-8 LANGUAGE=en

# What the session's own daemons chatter about goes to a log; the command keeps its output.
set -m
xvfb-run -a -s "-screen 0 1400x1000x24 -nolisten tcp" \
	dbus-run-session -- "$(readlink -f "$0")" --inside "$@" </dev/null 3>&2 4>&1 >>"$here/session.log" 2>&1 &
run=$!
set +m
code=0
wait "$run" || code=$?
# A session that never came up has said why.
[ "$code" = 0 ] || grep -s -i "xvfb-run: error\|failed to start" "$here/session.log" >&2 || true
exit "$code"
