// As the app's page does it: the first frame draws, the second does not come before that is done.
requestAnimationFrame(() => requestAnimationFrame(() => window.__TAURI_INTERNALS__.invoke("painted")));
