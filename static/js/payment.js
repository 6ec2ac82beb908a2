/* Card and IBAN go from this page to Stripe; the shop gets an id and asks Stripe itself. */
"use strict";

const form = document.getElementById("payment-form") ?? document.getElementById("means-form");
const words = JSON.parse(form.dataset.words);
const button = form.querySelector("button[type=submit]");
const progress = document.getElementById("payment-progress");
const problem = document.getElementById("payment-problem");
const stripe = globalThis.Stripe ? globalThis.Stripe(form.dataset.key, { locale: form.dataset.locale }) : null;
let card = null;
let busy = false;

/* One submission at a time, told in words. */
function work(on) {
  busy = on;
  button.setAttribute("aria-disabled", on);
  button.classList.toggle("is-busy", on);
  form.setAttribute("aria-busy", on);
  progress.textContent = on ? words.busy : "";
}

function tell(id, text) {
  const box = document.getElementById(id);
  if (!box) return false;
  box.textContent = text ?? "";
  box.hidden = !text;
  const field = document.querySelector(`[aria-describedby~="${id}"]`);
  field?.toggleAttribute("data-wrong", Boolean(text));
  if (field?.matches("input")) field.setAttribute("aria-invalid", Boolean(text));
  return true;
}

function clear() {
  problem.hidden = true;
  ["documents-error", "means-error", "card-error", "iban-error", "iban-holder-error"].forEach((id) => tell(id, ""));
}

/* Beside the field, and above the form for those who do not see it. */
function fail(errors) {
  const texts = Object.entries(errors).flatMap(([name, list]) => {
    tell(`${name}-error`, list.join(" "));
    return list;
  });
  problem.querySelector("p").textContent = texts.join(" ");
  problem.hidden = false;
  problem.focus();
  work(false);
}

const chosen = () => form.querySelector("input[name=means]:checked")?.value;

function showPanel() {
  form.querySelectorAll("[data-panel]").forEach((panel) => { panel.hidden = panel.dataset.panel !== chosen(); });
  if (chosen() === "card" && !card && stripe) {
    const style = { base: { fontSize: "17px", color: getComputedStyle(form).color } };
    card = stripe.elements().create("card", { style, hidePostalCode: true });
    card.mount(document.getElementById("card-field"));
    card.on("change", (event) => tell("card-error", event?.error?.message));
  }
}

/* IBAN: length of its country and ISO 7064 mod 97, before it leaves the page. */
const SEPA = "AD24 AL28 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 IE22 IS26 IT27 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MT31 NL18 NO15 PL28 PT25 RO24 RS22 SE24 SI19 SK24 SM27 VA22";
const lengths = new Map(SEPA.split(" ").map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]));

function remainder(iban) {
  const digits = [...iban.slice(4), ...iban.slice(0, 4)].map((letter) => parseInt(letter, 36)).join("");
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0);
}

function ibanProblem(iban) {
  if (!iban) return words.iban_missing;
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return words.iban_form;
  if (remainder(iban) !== 1) return words.iban_key;
  const wanted = lengths.get(iban.slice(0, 2));
  if (!wanted) return words.iban_country;
  return wanted === iban.length ? null : words.iban_form;
}

const ibanTyped = () => document.getElementById("iban").value.replace(/\s/g, "").toUpperCase();

function checkIban() {
  const holder = document.getElementById("iban-holder").value.trim();
  const errors = {};
  if (!holder) errors["iban-holder"] = [words.holder_missing];
  const wrong = ibanProblem(ibanTyped());
  if (wrong) errors.iban = [wrong];
  return errors;
}

/* POST the form, get JSON: a next step, or errors by field. */
async function send(url, extra = {}) {
  const body = new FormData(form);
  Object.entries(extra).forEach(([name, value]) => body.set(name, value));
  const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.redirected) return { redirect: answer.url };
  const told = await answer.json().catch(() => null);
  return told ?? { errors: { means: [words.network] } };
}

const never = ["lost_card", "stolen_card", "pickup_card", "restricted_card"];

function refusal(error) {
  const code = error.decline_code ?? error.code;
  if (never.includes(code)) return words.never;
  if (code === "insufficient_funds") return words.funds;
  if (code === "setup_intent_authentication_failure" || code === "payment_intent_authentication_failure") return words.authentication;
  if (code === "invalid_number") return words.incorrect_number;
  if (words[code]) return words[code];
  if (error.code === "card_declined") return words.refused;
  if (error.type === "validation_error") return error.message ?? words.card_incomplete;
  return words.refused;
}

async function storeCard(secret) {
  const name = document.getElementById("card-holder").value.trim();
  const holder = { name: name || undefined, email: form.dataset.email || undefined };
  const result = await stripe.confirmCardSetup(secret, { payment_method: { card, billing_details: holder } });
  if (!result.error) return null;
  /* An error that is no answer of the bank: the field was left empty. */
  const incomplete = !result.error.code || String(result.error.code).startsWith("incomplete");
  const refused = /authentication/.test(result.error.message ?? "") ? words.authentication : refusal(result.error);
  return { card: [incomplete && !/authentication/.test(result.error.message ?? "") ? words.card_incomplete : refused] };
}

async function storeIban(secret) {
  const holder = { name: document.getElementById("iban-holder").value.trim(), email: form.dataset.email };
  const result = await stripe.confirmSepaDebitSetup(secret, { payment_method: { sepa_debit: { iban: ibanTyped() }, billing_details: holder } });
  return result.error ? { iban: [words.sepa] } : null;
}

/* The very same intent is confirmed with the bank; then the server asks Stripe what came of it. */
async function authenticate(told) {
  const result = await stripe.confirmCardPayment(told.authenticate, told.method ? { payment_method: told.method } : undefined);
  const back = await send(told.back);
  if (back.authenticate) return { errors: { means: [result.error ? refusal(result.error) : words.authentication] } };
  return back;
}

async function storeThen(kind) {
  if (!stripe) return { errors: { means: [words.script] } };
  if (kind === "sepa") {
    const errors = checkIban();
    if (Object.keys(errors).length) return { errors };
  }
  const told = await send(form.dataset.prepare);
  if (!told.client_secret) return told;
  const errors = kind === "card" ? await storeCard(told.client_secret) : await storeIban(told.client_secret);
  return errors ? { errors } : send(form.action, { setup: told.setup });
}

async function pay() {
  const kind = chosen();
  let told = kind === "card" || kind === "sepa" ? await storeThen(kind) : await send(form.action);
  if (told.authenticate) told = stripe ? await authenticate(told) : { errors: { means: [words.script] } };
  if (told.redirect) location.assign(told.redirect);
  else fail(told.errors ?? { means: [words.network] });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  if (busy) return;
  clear();
  work(true);
  pay().catch(() => fail({ means: [words.network] }));
});
form.addEventListener("change", (event) => { if (event.target.name === "means") showPanel(); });
/* Back from the cache: ask the server anew, the order may be paid. */
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
form.querySelectorAll("[data-no-script]").forEach((words) => { words.hidden = true; });
showPanel();
