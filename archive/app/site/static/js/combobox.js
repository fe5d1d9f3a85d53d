// Suggestions while typing: the editable combobox with list of the ARIA authoring practices 1.2.
const PAUSE = 120;

export function combobox(input) {
  const list = document.createElement("ul");
  list.className = "options";
  list.id = `${input.id}-vorschlaege`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Vorschläge");
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);

  let chosen = -1;
  let timer = 0;
  let asked = null;

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const options = [...list.children];
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); location.assign(options[chosen].dataset.address); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) { if (event.key === "ArrowDown") ask(); return; }
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen + step + options.length + 1) % (options.length + 1));
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the box
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) location.assign(option.dataset.address);
  });

  async function ask() {
    asked?.abort();
    const typed = input.value.trim();
    if (typed.length < 2) { close(); return; }
    asked = new AbortController();
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: asked.signal });
      if (answer.ok) show(await answer.json());
    } catch { /* the box works without suggestions */ }
  }

  function show(entries) {
    list.replaceChildren(...entries.map((entry, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.address = entry.address;
      const text = document.createElement("span");
      text.textContent = entry.text;
      const kind = document.createElement("span");
      kind.className = "kind";
      kind.textContent = entry.count ? `${entry.kind}, ${entry.count.toLocaleString("de")}` : entry.kind;
      option.append(text, " ", kind);
      return option;
    }));
    chosen = -1;
    open(entries.length > 0 && document.activeElement === input);
  }

  function choose(place) {
    const options = [...list.children];
    chosen = place >= options.length ? -1 : place;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === chosen)));
    if (chosen < 0) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  }

  function open(yes) {
    list.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
    if (!yes) { chosen = -1; input.removeAttribute("aria-activedescendant"); }
  }

  function close() { asked?.abort(); clearTimeout(timer); open(false); }
}
