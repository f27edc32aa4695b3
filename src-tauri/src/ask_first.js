// Run before the page's own script is read: asks for what the first view shows, so that the answer is there once the page can draw it.
(() => {
  let span = "day";
  try {
    if (JSON.parse(localStorage.getItem("lobby.preferences")).firstPage === "calendar") span = "week";
  } catch {
    // Nothing is kept yet, or what is kept cannot be read: the page opens with today.
  }
  window.firstView = window.__TAURI_INTERNALS__.invoke("first_view", { span });
})();
