// Run before the page's own script is read: asks for what the first view shows, so that the answer is there once the page can draw it.
(() => {
  window.askFirst = async (span) => {
    const packed = new Blob([await window.__TAURI_INTERNALS__.invoke("first_view", { span })]);
    return new Response(packed.stream().pipeThrough(new DecompressionStream("gzip"))).json();
  };
  let span = "day";
  try {
    if (JSON.parse(localStorage.getItem("lobby.preferences")).firstPage === "calendar") span = "week";
  } catch {
    // Nothing is kept yet, or what is kept cannot be read: the page opens with today.
  }
  window.firstView = window.askFirst(span);
})();
