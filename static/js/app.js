/* Comfort only: every page works without this file. */
"use strict";

const toast = () => document.getElementById("toast");
let toastTimer;

function say(text) {
  const box = toast();
  if (!box || !text) return;
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { box.hidden = true; }, 7000);
}

/* What needs script stays hidden until script is there. */
function prepare(root) {
  root.querySelectorAll("[data-copy], [data-print]").forEach((button) => { button.hidden = false; });
}

function focusErrors(root) {
  const summary = root.matches?.("[data-focus]") ? root : root.querySelector("[data-focus]");
  if (summary) summary.focus();
}

/* Nothing is sent twice: the button rests until the page leaves, or comes back from the cache. */
function restButtons(form, resting) {
  form.querySelectorAll("button[type=submit]").forEach((button) => {
    button.classList.toggle("is-busy", resting);
    button.setAttribute("aria-disabled", resting);
  });
  form.toggleAttribute("data-sent", resting);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.matches("[hx-post], [data-hx-post]")) return;
  if (form.hasAttribute("data-sent")) event.preventDefault();
  else setTimeout(() => restButtons(form, true));
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => restButtons(form, false)));

function reveal(button) {
  const input = document.getElementById(button.dataset.reveal);
  const shown = input.type === "text";
  button.dataset.showText ??= button.textContent;
  input.type = shown ? "password" : "text";
  button.textContent = shown ? button.dataset.showText : button.dataset.hideText;
}

function step(button) {
  const input = document.getElementById(button.dataset.for);
  const before = input.value;
  if (button.dataset.step > 0) input.stepUp(); else input.stepDown();
  if (input.value !== before) input.dispatchEvent(new Event("change", { bubbles: true }));
}

function copy(button) {
  navigator.clipboard?.writeText(document.getElementById(button.dataset.copy).textContent.trim())
    .then(() => say(toast()?.dataset.copied));
}

const actions = { reveal, step, copy, print: () => print() };

document.addEventListener("click", (event) => {
  for (const [name, act] of Object.entries(actions)) {
    const button = event.target.closest(`[data-${name}]`);
    if (button) act(button);
  }
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

/* HTMX: fields keep their focus by id; errors are brought into view; failures are said. */
document.addEventListener("htmx:after:swap", () => prepare(document));
document.addEventListener("htmx:after:settle", (event) => focusErrors(event.target));
document.addEventListener("htmx:response:error", (event) => {
  const status = event.detail?.ctx?.response?.status;
  if (status === 422) return;
  const words = toast()?.dataset ?? {};
  say({ 403: words.stale, 429: words.slowDown }[status] ?? words.failed);
});
document.addEventListener("htmx:error", () => say(toast()?.dataset.failed));

prepare(document);
focusErrors(document);
