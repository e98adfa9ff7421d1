// Copies and shows a new key, and forgets it when the page is left. Everything else works without this script.

const once = document.querySelector("[data-once]");
const secret = document.querySelector("[data-secret]");
let kept = once === null;

const tell = (text) => {
  const status = document.querySelector("[data-copied]");
  if (status !== null) {
    status.textContent = text;
  }
};

for (const button of document.querySelectorAll("[data-show]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = secret.classList.toggle("ks-shown");
    button.textContent = shown ? "Hide" : "Show";
    button.setAttribute("aria-pressed", String(shown));
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
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
    document.querySelectorAll("[data-show], [data-copy]").forEach((button) => (button.disabled = true));
    tell("The key was cleared when this page was left.");
  });
  window.addEventListener("beforeunload", (event) => {
    if (!kept) {
      event.preventDefault();
    }
  });
}

for (const link of document.querySelectorAll("[data-saved]")) {
  link.addEventListener("click", () => {
    kept = true;
  });
}

for (const date of document.querySelectorAll("input[name=expiryDate]")) {
  date.addEventListener("input", () => {
    document.querySelector("input[name=expiry][value=custom]").checked = true;
  });
}

const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
for (const time of document.querySelectorAll("time[data-local]")) {
  const zone = new Intl.DateTimeFormat(undefined, { timeZoneName: "short" })
    .formatToParts(new Date(time.dateTime))
    .find((part) => part.type === "timeZoneName");
  if (zone !== undefined && zone.value !== "UTC") {
    time.title = `${local.format(new Date(time.dateTime))} ${zone.value}`;
  }
}

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => {
    // After the event, so that the browser still sends the form.
    setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)), 0);
  });
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.querySelectorAll("form[method=post] button").forEach((button) => (button.disabled = false));
  }
});
