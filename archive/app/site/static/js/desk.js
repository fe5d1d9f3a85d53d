// The desk works without this file; with it, a run's page moves by itself.
const view = document.querySelector("[data-events]");
if (view && "EventSource" in window) {
  const stream = new EventSource(view.dataset.events);
  const said = document.querySelector("[data-said]");
  stream.onmessage = (event) => {
    const now = JSON.parse(event.data);
    for (const [name, value] of Object.entries(now.zahlen)) {
      const cell = view.querySelector(`[data-count="${CSS.escape(name)}"]`);
      if (cell) cell.textContent = value.toLocaleString("de-DE");
    }
    view.querySelector("[data-pace]").textContent = now.tempo;
    view.querySelector("[data-left]").textContent = now.rest;
    const state = view.querySelector("[data-state]");
    if (state.textContent !== now.zustand) {
      state.textContent = now.zustand;
      if (said) said.textContent = `Der Lauf: ${now.zustand}.`;
    }
  };
  stream.addEventListener("ende", () => {
    stream.close();
    location.reload();
  });
}

// Tick or untick all articles of a list.
const all = document.querySelector("[data-all]");
if (all) {
  all.hidden = false;
  all.querySelector("input").addEventListener("change", (event) => {
    for (const box of document.querySelectorAll("input[name=meldung]")) box.checked = event.target.checked;
  });
}
