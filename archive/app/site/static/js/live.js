// A ticked filter counts at once: the same page is fetched and its parts are put in place.
import { wants } from "./settings.js";

const PARTS = ["#filter", "#summe", "#liste", ".filters-open"];

export function live(page) {
  const form = document.getElementById("suchformular");
  let running = null;

  page.addEventListener("change", (event) => {
    if (event.target.type !== "checkbox" || !wants("sofort")) return;
    narrow(event.target);
    go(`${form.action}?${new URLSearchParams([...new FormData(form)].filter(([, value]) => value))}`, true);
  });
  addEventListener("popstate", () => go(location.href, false));

  // A place and the larger one around it exclude each other: the last one ticked counts.
  function narrow(box) {
    if (!box.checked || box.name !== "ort") return;
    for (const other of page.querySelectorAll("input[name=ort]:checked"))
      if (other !== box && (`${box.value}/`.startsWith(`${other.value}/`) || `${other.value}/`.startsWith(`${box.value}/`))) other.checked = false;
  }

  async function go(address, push) {
    running?.abort();
    running = new AbortController();
    page.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: running.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      put(new DOMParser().parseFromString(await answer.text(), "text/html"));
      if (push) history.pushState(null, "", answer.url + location.hash);
    } catch (error) {
      if (error.name === "AbortError") return;
      location.assign(address);
    }
    page.removeAttribute("aria-busy");
  }

  function put(fresh) {
    const held = document.activeElement;
    const mark = held?.name && page.contains(held) ? `[name="${CSS.escape(held.name)}"][value="${CSS.escape(held.value)}"]` : null;
    document.title = fresh.title;
    for (const part of PARTS) {
      const old = document.querySelector(part);
      const now = fresh.querySelector(part);
      if (old && now) old.replaceChildren(...now.childNodes);
    }
    const box = fresh.getElementById("q");
    if (box && document.activeElement?.id !== "q") document.getElementById("q").value = box.value;
    if (mark) (page.querySelector(mark) ?? document.getElementById("filter")).focus({ preventScroll: true });
  }
}
