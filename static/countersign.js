/* What the pages do beyond forms and htmx. Everything here improves a form that works without it.

   Saving tells the truth: an answer is "saved" when the server has said so, and until then a copy of what was typed is kept
   in this browser and sent again. Questions are `.q[data-question][data-ref]`; their state stands in `.q-state`. */
(() => {
  "use strict";
  const RETRY_AFTER = [2, 5, 15, 30]; // seconds; the last one repeats
  const saved = new WeakMap();        // question element -> its fields as the server has them
  const sent = new WeakMap();         // question element -> its fields as they left for the server
  const failed = new Map();           // question id -> {tries, timer, retries}
  let outage = false;
  let leaving = false;

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const questionOf = (element) => element?.closest?.(".q[data-question]");
  const saves = (element) => /\/(answers\/.+|explanations)$/.test(element.getAttribute("hx-post") ?? "");
  const questionCalled = (id) => document.querySelector(`.q[data-question="${CSS.escape(id)}"]`);
  const language = document.documentElement.lang;
  const plural = new Intl.PluralRules(language || "en");
  /* The page's own words, in its language (templates/_says.html). */
  const word = (name, count) => {
    const form = count === undefined ? "" : `[data-form="${plural.select(count) === "one" ? "one" : "other"}"]`;
    const words = document.getElementById("says")?.content.querySelector(`[data-name="${name}"]${form}`)?.textContent ?? "";
    return words.replace("{count}", () => count?.toLocaleString(language));
  };
  const say = (where, words) => { const region = document.getElementById(where); if (region) region.textContent = words; };
  const sprite = () => document.querySelector('use[href*="icons.svg"]')?.getAttribute("href").split("#")[0] ?? "";

  /* Fields ---------------------------------------------------------------- */

  const isTick = (control) => control.type === "radio" || control.type === "checkbox";

  function fieldsOf(question) {
    const fields = [];
    for (const control of all("[name]", question)) {
      if (control.tagName === "BUTTON" || control.name.endsWith(":version")) continue;
      if (isTick(control) ? control.checked : control.value !== "") fields.push([control.name, control.value]);
    }
    return JSON.stringify(fields);
  }

  function bodyOf(question) {
    const given = all("[name]:not(button)", question).filter((control) => !isTick(control) || control.checked);
    return new URLSearchParams(given.map((control) => [control.name, control.value]));
  }

  function fill(question, fields) {
    const byName = new Map();
    for (const [name, value] of fields) byName.set(name, [...(byName.get(name) ?? []), value]);
    for (const name of byName.keys()) {
      const row = name.match(/:value-(\d+)-/)?.[1];
      if (row && !question.querySelector(`[name="${CSS.escape(name)}"]`)) addRow(question, row);
    }
    for (const control of all("[name]:not(button)", question)) {
      if (control.name.endsWith(":version")) continue;
      const values = byName.get(control.name) ?? [];
      if (isTick(control)) control.checked = values.includes(control.value);
      else control.value = values[0] ?? "";
      if (values[0]) control.closest("details")?.setAttribute("open", ""); // what is brought back is in sight
    }
  }

  const isDirty = (question) => !question.disabled && fieldsOf(question) !== saved.get(question);

  /* A copy in this browser until the server has it ------------------------- */

  const copyName = (question) => `countersign:${question.dataset.ref}:${question.dataset.question}`;
  const copies = {
    keep(question) {
      try { localStorage.setItem(copyName(question), fieldsOf(question)); } catch { /* full or forbidden: the page still has it */ }
    },
    drop(question) { try { localStorage.removeItem(copyName(question)); } catch { /* nothing was kept */ } },
    of(question) { try { return localStorage.getItem(copyName(question)); } catch { return null; } },
  };

  /* What a fresh question holds is what the server has, unless the page says that it was refused. */
  function adopt() {
    for (const question of all(".q[data-question]")) {
      if (saved.has(question)) continue;
      const refused = question.classList.contains("has-error") || question.querySelector(".versions");
      saved.set(question, refused ? "" : fieldsOf(question));
      count(question);
      const copy = copies.of(question);
      if (question.disabled || copy === null) continue;
      if (copy === fieldsOf(question)) { if (!refused) copies.drop(question); continue; }
      if (refused) continue;
      fill(question, JSON.parse(copy));
      state(question, "unsaved", word("brought-back"));
      htmx.trigger(question, "change"); // somebody else's newer answer would come back as a conflict, with both shown
    }
  }

  /* States ------------------------------------------------------------------ */

  function state(question, name, words, again = false) {
    const place = question.querySelector(".q-state");
    if (!place) return;
    const icon = name === "unsaved" ? "circle-alert" : "refresh-cw";
    const mark = document.createElement("span");
    mark.className = "save";
    mark.dataset.state = name;
    mark.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${sprite()}#${icon}"/></svg>`;
    mark.append(words);
    place.replaceChildren(mark);
    if (!again) return;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn quiet flush", textContent: word("try-now") });
    button.dataset.tryNow = "";
    place.append(" ", button);
  }

  function tellPending() {
    const waiting = failed.size;
    const trying = [...failed.values()].some((f) => f.retries);
    const words = waiting ? word(trying ? "trying" : "waiting", waiting) : "";
    const place = document.getElementById("pending");
    if (!place) return;
    place.hidden = !waiting;
    place.className = "save push";
    place.dataset.state = trying ? "failed" : "unsaved";
    place.textContent = words;
  }

  function wentWrong(question, words, retries) {
    const id = question.dataset.question;
    const before = failed.get(id);
    clearTimeout(before?.timer);
    const tries = (before?.tries ?? 0) + 1;
    const entry = { tries, retries, timer: 0 };
    failed.set(id, entry);
    if (retries) {
      const wait = RETRY_AFTER[Math.min(tries, RETRY_AFTER.length) - 1];
      entry.timer = setTimeout(() => again(id), wait * 1000);
      state(question, "failed", words, true);
      if (!outage) say("alerts", word("trouble"));
      outage = true;
    } else if (words) {
      state(question, "unsaved", words, true);
    }
    tellPending();
  }

  function wentWell(question) {
    clearTimeout(failed.get(question.dataset.question)?.timer);
    failed.delete(question.dataset.question);
    saved.set(question, sent.get(question) ?? fieldsOf(question));
    if (!isDirty(question)) copies.drop(question);
    if (outage && ![...failed.values()].some((f) => f.retries)) {
      outage = false;
      say("alerts", word("connected"));
    }
    tellPending();
  }

  function again(id) {
    const question = questionCalled(id);
    if (!question) { failed.delete(id); return; }
    sent.delete(question);
    htmx.trigger(question, "change");
  }

  /* Requests ------------------------------------------------------------------ */

  document.addEventListener("htmx:before:request", (event) => {
    const { sourceElement: source, request } = event.detail.ctx;
    const question = questionOf(source);
    if (!question || !saves(source)) return;
    const fields = fieldsOf(question);
    if (source === question && fields === sent.get(question)) { event.preventDefault(); return; } // said already
    sent.set(question, fields);
    // htmx read the fields when it queued the request. Since then more may have been typed, and the version gone up.
    request.body = bodyOf(question);
    if (source !== question) request.body.append(source.name, source.value);
    state(question, "saving", word("saving"));
  });

  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    const question = questionOf(ctx.sourceElement);
    if (!question || !saves(ctx.sourceElement)) return;
    const status = ctx.response.status;
    if (status < 300) wentWell(question);
    else if (status === 409 || status === 422) wentWrong(question, "", false); // the answer says why, and is swapped in
    else if (status >= 500 || status === 429) wentWrong(question, word("again"), true);
    else {
      ctx.swap = "none";
      wentWrong(question, word(status === 413 ? "too-long" : "shut-out"), false);
    }
  });

  document.addEventListener("htmx:error", (event) => {
    const question = questionOf(event.detail.ctx?.sourceElement);
    if (question && event.detail.ctx.response === undefined) wentWrong(question, word("again"), true);
  });

  document.addEventListener("htmx:finally:request", (event) => {
    adopt();
    const refused = event.detail.ctx.response?.status;
    const question = questionOf(event.detail.ctx.sourceElement);
    if (question) markFields(question);
    if (refused === 409) say("alerts", document.querySelector(".q .notice .title")?.textContent ?? "");
    const id = event.detail.ctx.request?.action?.match(/\/answers\/([^/?]+)$/)?.[1];
    const pressed = event.detail.ctx.sourceElement.tagName === "BUTTON";
    if (id && pressed && document.activeElement === document.body) { // the button that was pressed is gone
      questionCalled(decodeURIComponent(id))?.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    }
  });

  function markFields(question) {
    const wrong = Boolean(question.querySelector(".q-errors .error"));
    question.classList.toggle("has-error", wrong);
    for (const control of all('input:not([type="hidden"], .tick), textarea, select', question)) {
      if (control.name.endsWith(":note") || control.name.includes(":offer")) continue;
      if (wrong) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }

  /* Typing --------------------------------------------------------------------- */

  // In the capture phase, so that the fields are right before htmx reads them.
  document.addEventListener("change", (event) => {
    const ticked = event.target;
    if (ticked.type !== "checkbox" || !ticked.checked || !ticked.name.endsWith(":value")) return;
    for (const other of all(`[name="${CSS.escape(ticked.name)}"]`, questionOf(ticked) ?? document)) {
      if (other !== ticked && (ticked.matches("[data-exclusive]") || other.matches("[data-exclusive]"))) other.checked = false;
    }
  }, true);

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const question = questionOf(event.target);
      if (!question || event.target === question) return;
      if (isDirty(question)) copies.keep(question);
      else if (!failed.has(question.dataset.question)) copies.drop(question);
      if (event.target.matches("[data-limit]")) count(question);
    });
  }

  function count(question) {
    for (const control of all("[data-limit]", question)) {
      const limit = Number(control.dataset.limit);
      const left = limit - [...control.value.trim()].length;
      let note = control.nextElementSibling?.matches(".left") ? control.nextElementSibling : null;
      if (control.value === "" || (left > limit * 0.2 && limit > 1000)) { note?.remove(); continue; }
      if (!note) { note = document.createElement("span"); note.className = "left"; control.after(note); }
      note.textContent = left < 0 ? word("over", -left) : word("left", left);
      note.toggleAttribute("data-over", left < 0);
    }
  }

  /* Rows of a table --------------------------------------------------------------- */

  function addRow(question, number) {
    const rows = question.querySelector(".rows");
    const row = question.querySelector("template[data-row]").innerHTML.replaceAll("{row}", number);
    rows.insertAdjacentHTML("beforeend", row);
    return rows.lastElementChild;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    const question = questionOf(button);
    if (!button) return;
    if (button.matches("[data-try-now]")) again(question.dataset.question);
    if (button.matches("[data-add-row]")) {
      event.preventDefault();
      const rows = all(".rows > li", question);
      if (rows.length >= Number(button.dataset.most)) { say("save-status", word("rows", Number(button.dataset.most))); return; }
      const used = all(".rows [name]", question).map((c) => Number(c.name.match(/:value-(\d+)-/)?.[1] ?? 0));
      addRow(question, Math.max(0, ...used) + 1).querySelector("input, select").focus();
    }
    if (button.matches("[data-remove-row]")) {
      event.preventDefault();
      const row = button.closest("li");
      const next = row.nextElementSibling?.querySelector("[data-remove-row]") ?? question.querySelector("[data-add-row]");
      if (all(".rows > li", question).length > 1) row.remove();
      else for (const control of all("input, select", row)) control.value = "";
      next.focus();
      say("save-status", word("row-removed"));
      question.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  /* Leaving ------------------------------------------------------------------------- */

  document.addEventListener("submit", (event) => { if (["answers", "check"].includes(event.target.id)) leaving = true; });

  addEventListener("beforeunload", (event) => {
    if (!leaving && failed.size) event.preventDefault();
  });

  // What is still on its way goes out with the page; the copy stays until a later page finds it saved.
  addEventListener("pagehide", () => {
    if (leaving) return;
    for (const question of all(".q[data-question]")) {
      if (!isDirty(question) || failed.has(question.dataset.question)) continue;
      fetch(question.getAttribute("hx-post"), { method: "POST", body: bodyOf(question), keepalive: true }).catch(() => {});
    }
  });
  addEventListener("pageshow", () => { leaving = false; });

  /* Light and dark without a reload; the form behind the button works as well. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-theme-switch]");
    if (!button) return;
    event.preventDefault();
    const root = document.documentElement;
    const now = root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    button.value = now;
    const body = new URLSearchParams({ theme: root.dataset.theme });
    fetch(button.form.action, { method: "POST", redirect: "manual", body }).catch(() => {});
  });

  /* Buttons that copy what another element holds: <button data-copy="#link">. */
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    const source = button && document.querySelector(button.dataset.copy);
    if (!source) return;
    const text = "value" in source ? source.value : source.textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
      say("save-status", word("copied"));
      button.dataset.copied = "";
    } catch {
      source.focus();
      source.select?.();
    }
  });

  document.addEventListener("DOMContentLoaded", () => setTimeout(adopt)); // a deferred htmx binds in a time-out, set before this one
})();

/* Sliders say their number while they move. */
document.addEventListener("input", (event) => {
  if (event.target.type !== "range") return;
  const shown = document.querySelector(`output[for="${CSS.escape(event.target.id)}"]`);
  if (shown) shown.value = event.target.value;
});

/* After something was done to a fact that was read, the next one that wants a look gets the focus: [data-focus] names it. */
document.addEventListener("htmx:finally:request", () => {
  const place = document.querySelector("[data-focus]");
  if (!place) return;
  document.getElementById(place.dataset.focus)?.focus();
  delete place.dataset.focus;
});
