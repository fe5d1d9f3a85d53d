// What this reader switched off; kept in this browser, never sent.
const KEY = "newsarchive";

function read() {
  try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; }
}

export const wants = (name) => read()[name] !== false;

export function settings(boxes) {
  for (const box of boxes) {
    box.checked = wants(box.dataset.setting);
    box.addEventListener("change", () => {
      try { localStorage.setItem(KEY, JSON.stringify({ ...read(), [box.dataset.setting]: box.checked })); } catch { box.checked = true; }
    });
  }
}
