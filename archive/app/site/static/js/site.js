// Small comforts; every page does its work without this file.
import { combobox } from "./combobox.js";
import { live } from "./live.js";
import { wants, settings } from "./settings.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

for (const element of all("[data-needs-script], [data-copy], [data-print]")) element.hidden = false;
settings(all("[data-setting]"));

if (wants("vorschlaege")) for (const input of all("input[data-suggest]")) combobox(input);
const page = document.querySelector("[data-live]");
if (page) live(page);

// "/" goes to the search box, unless something is being typed or a modifier is held.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !wants("taste")) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.getElementById("q");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-copy], [data-print], [data-back], .why");
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (target.matches("[data-copy]")) copy(target);
  else if (target.matches("[data-print]")) print();
  // Going back keeps the place on the page; only where the hits are what was seen before.
  else if (target.matches("[data-back]") && document.referrer === target.href) { event.preventDefault(); history.back(); }
  else if (target.matches(".why")) { event.preventDefault(); why(target); }
});

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
  button.textContent = "Kopiert";
}

async function why(link) {
  const hit = link.closest("li");
  const open = hit.querySelector(".whybox");
  if (open) { open.remove(); link.focus(); return; }
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(String(answer.status));
    const reasons = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("gruende");
    const box = document.createElement("div");
    box.className = "whybox";
    box.tabIndex = -1;
    box.append(...reasons.childNodes);
    hit.append(box);
    box.focus();
  } catch { location.assign(link.href); }
}

// Lists that can be narrowed by typing: an entry stays when it or one inside it fits.
for (const input of all("[data-filters]")) {
  const entries = all("li", document.getElementById(input.dataset.filters));
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLocaleLowerCase("de");
    for (const entry of entries) entry.hidden = !entry.textContent.toLocaleLowerCase("de").includes(wanted);
  });
}
