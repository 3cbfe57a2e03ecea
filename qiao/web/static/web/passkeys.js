/* Passkeys: the browser asks for the fingerprint, the face, the PIN or the key, and the form goes with its answer.
   webauthnJSON is allauth's, served as a file of its own. */
"use strict";

const wanted = async (form) => {
  if (form.dataset.passkey === "sign-in") {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    return webauthnJSON.get((await answer.json()).request_options);
  }
  const data = JSON.parse(document.getElementById("passkey-data").textContent);
  if (form.dataset.passkey === "get") return webauthnJSON.get(data.request_options);
  const asked = data.creation_options.publicKey.authenticatorSelection;
  const isAlone = form.elements.passwordless.checked;
  asked.residentKey = isAlone ? "required" : "discouraged";
  asked.requireResidentKey = isAlone;
  if (isAlone) asked.userVerification = "required";
  return webauthnJSON.create(data.creation_options);
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = form.querySelector("[data-problem]");
    problem.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await wanted(form));
    } catch {
      problem.hidden = false;
      return;
    }
    form.submit();
  });
}
