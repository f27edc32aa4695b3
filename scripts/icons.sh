#!/usr/bin/env bash
# Makes every size of the icon from icons/lobby.svg.
set -euo pipefail
cd "$(dirname "$0")/.."
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
ui/node_modules/.bin/tauri icon icons/lobby.svg -o "$made" >/dev/null
# The sizes for telephones and the Windows shop are made too; a desk needs neither.
for size in 32x32.png 64x64.png 128x128.png 128x128@2x.png icon.png icon.ico icon.icns; do
	cp "$made/$size" icons/
done
echo "icons: $(find icons -type f ! -name '*.svg' | wc -l) files from icons/lobby.svg"
