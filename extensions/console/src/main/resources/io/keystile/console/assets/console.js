// Copies and shows a new key, and forgets it when the page is left. Everything else works without this script.

const once = document.querySelector(".ks [data-once]");
const secret = document.querySelector(".ks [data-secret]");
let kept = once === null;

const tell = (text) => {
  const status = document.querySelector(".ks [data-copied]");
  if (status !== null) {
    status.textContent = text;
  }
};

for (const button of document.querySelectorAll(".ks [data-show]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = secret.classList.toggle("ks-shown");
    button.textContent = shown ? "Hide" : "Show";
    button.setAttribute("aria-pressed", String(shown));
  });
}

for (const button of document.querySelectorAll(".ks [data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(secret.value);
      kept = true;
      button.textContent = "Copied";
      tell("The key is in the clipboard.");
    } catch {
      // There is no clipboard on addresses without TLS, and it may be forbidden. Never say "copied" then.
      secret.classList.add("ks-shown");
      secret.focus();
      secret.select();
      tell("This browser does not let the page copy. The key is selected: press Ctrl+C, or Command+C on a Mac.");
    }
  });
}

if (secret !== null) {
  secret.addEventListener("copy", () => {
    kept = true;
  });
  secret.addEventListener("focus", () => secret.select());
  // A browser may keep the page in memory for its Back button.
  window.addEventListener("pagehide", () => {
    secret.value = "";
    secret.removeAttribute("value");
    kept = true; // or not: there is nothing left to lose
    document.querySelectorAll(".ks [data-show], .ks [data-copy]").forEach((button) => (button.disabled = true));
    tell("The key was cleared when this page was left.");
  });
  window.addEventListener("beforeunload", (event) => {
    if (!kept) {
      event.preventDefault();
    }
  });
}

for (const link of document.querySelectorAll(".ks [data-saved]")) {
  link.addEventListener("click", () => {
    kept = true;
  });
}

for (const date of document.querySelectorAll(".ks input[name=expiryDate]")) {
  date.addEventListener("input", () => {
    document.querySelector(".ks input[name=expiry][value=custom]").checked = true;
  });
}

// Pages say times in UTC; the browser knows the zone of the reader.
const hour = { hour: "numeric", minute: "2-digit", timeZoneName: "short" };
const sameDay = new Intl.DateTimeFormat(undefined, hour);
const otherDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", ...hour });
for (const time of document.querySelectorAll(".ks time[data-local]")) {
  const at = new Date(time.dateTime);
  if (at.getTimezoneOffset() !== 0) {
    const local = document.createElement("span");
    local.className = "ks-muted ks-local";
    local.textContent = `(${(at.getDate() === at.getUTCDate() ? sameDay : otherDay).format(at)})`;
    time.append(" ", local);
  }
}

for (const form of document.querySelectorAll(".ks form[method=post]")) {
  form.addEventListener("submit", () => {
    // After the event, so that the browser still sends the form.
    setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)), 0);
  });
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.querySelectorAll(".ks form[method=post] button").forEach((button) => (button.disabled = false));
  }
});
