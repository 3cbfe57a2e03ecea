/* What links and forms cannot do alone: close the side panel, bring it into view, and ask before deleting. */
"use strict";

const close = (panel) => {
  panel.replaceChildren();
  panel.opener?.focus();
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close]");
  if (button) close(document.getElementById(button.dataset.close));
  const asked = event.target.closest("[data-confirm]");
  if (asked && !window.confirm(asked.dataset.confirm)) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  const panel = document.getElementById("panel");
  if (event.key === "Escape" && panel?.matches(".panel:not(:empty)")) close(panel);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const panel = event.detail.target;
  if (panel?.id === "panel" && !panel.contains(event.detail.elt)) panel.opener = event.detail.elt;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "panel") event.detail.target.focus({ preventScroll: true });
});

/* A refused form is an answer with status 422, and is shown like any other. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) event.detail.shouldSwap = true;
});
