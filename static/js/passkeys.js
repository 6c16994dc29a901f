// What a browser says about passkeys it says in the console: here it stands on the page, beside the button.
"use strict";

const passkeyButtons = "#passkey_login, #mfa_webauthn_add, #mfa_webauthn_authenticate, #mfa_webauthn_reauthenticate";
const reasons = {
  NotAllowedError: "No passkey was used: it was cancelled, took too long, or none that this device knows fits. Try again, or choose another way.",
  AbortError: "It was cancelled. Try again, or choose another way.",
  InvalidStateError: "This device keeps a passkey for your account already.",
  NotSupportedError: "This device cannot keep such a passkey. Try another one.",
  ConstraintError: "This device cannot ask for a fingerprint, a face or a PIN, which such a passkey needs.",
};

function whyNever() {
  const { hostname, port, pathname, search } = window.location;
  if (/^\[|^[\d.]+$/.test(hostname)) {
    const here = /^127\.|^\[::1\]$/.test(hostname);
    return here
      ? { text: "Browsers give passkeys only to sites with a name, and this page was opened by a number. Open it, and log in, at ", link: `http://localhost${port ? `:${port}` : ""}${pathname}${search}` }
      : { text: "Browsers give passkeys only to sites with a name, and this page was opened by a number. Open it by its name." };
  }
  if (!window.isSecureContext) return { text: "Browsers give passkeys only to sites that they reach by https." };
  return window.PublicKeyCredential ? null : { text: "This browser knows no passkeys." };
}

function sayOfPasskeys({ text, link }) {
  const button = document.querySelector(passkeyButtons);
  if (!button) return;
  const place = button.closest("form");
  place.querySelector(":scope > .part-error")?.remove();
  const said = document.createElement("p");
  said.className = "part-error";
  said.setAttribute("role", "alert");
  said.textContent = text;
  if (link) {
    const way = document.createElement("a");
    way.href = link;
    way.textContent = new URL(link).origin;
    said.append(way, ".");
  }
  place.append(said);
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const name = event.detail.exception?.name;
  const text = reasons[name] || "The passkey could not be used. Load this page again and try once more.";
  sayOfPasskeys(whyNever() || { text });
});

document.addEventListener("DOMContentLoaded", () => {
  const never = whyNever();
  // On the log-in page a passkey is one way of several: there it is said when it is pressed.
  if (never && !document.getElementById("passkey_login")) sayOfPasskeys(never);
});
