/* Files: dropped ones are chosen, one that is too large is told before it is sent, and the others say how much of them was
   sent. `form[data-drop]` sends itself on `change`; the words stand in its templates (templates/vendor/_drop.html).

   A file that breaks off is nowhere: nothing is attached until all of it has arrived. It stays chosen here, and is sent again
   from its beginning by the button, or by itself once the browser says that there is a network. */
(() => {
  "use strict";
  const FORM = "form[data-drop]";
  const zoneOf = (event) => event.target.closest?.(FORM);
  const inputOf = (form) => form.querySelector('input[type="file"]');
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  const under = new Set(); // forms whose file is on its way
  const say = (region, words) => { const place = document.getElementById(region); if (place) place.textContent = words; };

  /* Choosing ------------------------------------------------------------------ */

  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      const zone = zoneOf(event);
      if (!zone || !carriesFiles(event)) return;
      event.preventDefault();
      zone.dataset.over = "";
    });
  }
  document.addEventListener("dragleave", (event) => {
    const zone = zoneOf(event);
    if (zone && !zone.contains(event.relatedTarget)) delete zone.dataset.over;
  });
  document.addEventListener("drop", (event) => {
    const zone = zoneOf(event);
    if (!zone || !carriesFiles(event)) return;
    event.preventDefault();
    delete zone.dataset.over;
    const [file] = event.dataTransfer.files;
    if (!file || under.has(zone)) return;
    const chosen = new DataTransfer();
    chosen.items.add(file);
    inputOf(zone).files = chosen.files;
    inputOf(zone).dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* The form's own words on what went wrong, where its errors stand; none where nothing did. */
  function tell(form, which = "") {
    const words = which && form.querySelector(`template[data-${which}]`)?.content.cloneNode(true);
    document.getElementById(`${inputOf(form).id}-error`)?.replaceChildren(...(words ? [words] : []));
    if (words) say("alerts", form.querySelector(`template[data-${which}]`).content.querySelector("span").firstChild.textContent);
    form.toggleAttribute("data-waits", which === "broken");
  }

  document.addEventListener("change", (event) => {
    const form = event.target.matches?.('input[type="file"]') && zoneOf(event);
    if (!form) return;
    const tooLarge = event.target.files[0]?.size > Number(event.target.dataset.limit) * 1e6;
    tell(form, tooLarge ? "too-large" : "");
    if (!tooLarge && event.target.files.length) return;
    event.target.value = "";
    event.stopPropagation(); // before the form hears of it
  }, true);

  /* Sending ------------------------------------------------------------------- */

  /* Like fetch, which does not tell how much of a body has left. */
  function send(form, address, request) {
    return new Promise((resolve, reject) => {
      const call = new XMLHttpRequest();
      const bar = form.querySelector(".sending progress");
      const told = form.querySelector(".sending output");
      call.open(request.method, address);
      for (const [name, value] of Object.entries(request.headers)) call.setRequestHeader(name, value);
      call.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable || !bar) return;
        bar.value = 100 * event.loaded / event.total;
        told.value = `${Math.floor(bar.value)} %`;
      });
      call.addEventListener("load", () => {
        const headers = new Headers();
        for (const line of call.getAllResponseHeaders().trim().split(/[\r\n]+/)) {
          const at = line.indexOf(":");
          headers.append(line.slice(0, at), line.slice(at + 1).trim());
        }
        const body = call.status === 204 ? null : call.response; // an answer that only says where to go must have none
        resolve(new Response(body, { status: call.status, headers }));
      });
      for (const end of ["error", "abort"]) call.addEventListener(end, () => reject(new TypeError("The file did not arrive")));
      request.signal?.addEventListener("abort", () => call.abort());
      call.send(request.body);
    });
  }

  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    const form = ctx.sourceElement.matches?.(FORM) && ctx.sourceElement;
    if (!form) return;
    under.add(form);
    say("save-status", form.querySelector(".sending > span").textContent);
    ctx.fetch = (address, request) => send(form, address, request);
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (!under.delete(ctx.sourceElement)) return; // it has arrived: its answer may lead to another page
    if (ctx.response.status >= 500) tell(ctx.sourceElement, "broken");
  });
  document.addEventListener("htmx:error", (event) => {
    const { ctx } = event.detail;
    if (under.has(ctx?.sourceElement) && ctx.response === undefined) tell(ctx.sourceElement, "broken");
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const form = event.detail.ctx.sourceElement;
    if (!form.matches?.(FORM)) return;
    under.delete(form);
    form.querySelector(".sending progress")?.removeAttribute("value");
    form.querySelector(".sending output")?.replaceChildren();
  });

  function again(form) {
    tell(form);
    htmx.trigger(form, "submit");
  }
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-send-again]")) return;
    const place = event.target.closest('[id$="-error"]');
    const form = document.getElementById(place.id.replace(/-error$/, ""))?.closest(FORM);
    if (form) again(form);
  });
  addEventListener("online", () => { for (const form of document.querySelectorAll(`${FORM}[data-waits]`)) again(form); });
  addEventListener("beforeunload", (event) => { if (under.size || document.querySelector(`${FORM}[data-waits]`)) event.preventDefault(); });
})();
