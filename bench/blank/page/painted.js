// As the app's page does it: what follows the frame's callbacks comes after it is drawn.
requestAnimationFrame(() => setTimeout(() => window.__TAURI_INTERNALS__.invoke("painted")));
