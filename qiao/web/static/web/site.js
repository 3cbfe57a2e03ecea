/* What links and forms cannot do alone: open and close the side panel, and ask before deleting. */
"use strict";

const close = (panel) => {
  panel.replaceChildren();
  panel.opener?.focus();
};

/* A claim in a checked text is a link to its line in the list; here the line comes into the panel, with its records. */
const explain = (claim, panel) => {
  const line = document.querySelector(claim.hash);
  panel.replaceChildren(document.getElementById("explained").content.cloneNode(true));
  const why = panel.querySelector(".why");
  why.classList.add(...line.classList);
  why.append(...[...line.children].map((each) => each.cloneNode(true)));
  panel.opener = claim;
  panel.focus({ preventScroll: true });
  const link = line.querySelector("a[hx-get]");
  if (link) htmx.ajax("GET", link.getAttribute("hx-get"), { target: "#panel-records", source: panel });
};

document.addEventListener("click", (event) => {
  const claim = event.target.closest("a.claim");
  const panel = document.getElementById("panel");
  if (claim && panel) {
    event.preventDefault();
    explain(claim, panel);
  }
  const button = event.target.closest("[data-close]");
  if (button) close(document.getElementById(button.dataset.close));
  const asked = event.target.closest("[data-confirm]");
  if (asked && !window.confirm(asked.dataset.confirm)) event.preventDefault();
});

/* From mark to mark in a checked text: j goes on, k goes back. The focus says where one is. */
const step = (by) => {
  const marks = [...document.querySelectorAll("article a.claim[id]")];
  const at = marks.indexOf(document.activeElement);
  const next = marks[at < 0 ? (by > 0 ? 0 : marks.length - 1) : at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
};

document.addEventListener("keydown", (event) => {
  const panel = document.getElementById("panel");
  if (event.key === "Escape" && panel?.matches(".panel:not(:empty)")) close(panel);
  const isTyping = event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey;
  if (!isTyping && (event.key === "j" || event.key === "k")) step(event.key === "j" ? 1 : -1);
});

/* The list beside a checked text, narrowed to findings of one sort. Without script the filter is not offered. */
for (const select of document.querySelectorAll("select[data-filter]")) {
  const rulings = [...document.querySelectorAll("input[name=shown]")];
  const narrow = () => {
    for (const line of document.querySelectorAll(".items li[data-code]")) {
      line.hidden = select.value !== "" && line.dataset.code !== select.value;
    }
  };
  select.hidden = false;
  select.addEventListener("change", () => {
    document.getElementById(select.dataset.filter).checked = true;
    narrow();
  });
  for (const each of rulings) {
    each.addEventListener("change", () => {
      select.value = "";
      narrow();
    });
  }
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const panel = event.detail.target;
  if (panel?.id === "panel" && !panel.contains(event.detail.elt)) panel.opener = event.detail.elt;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "panel") event.detail.target.focus({ preventScroll: true });
});

/* One tick for all of a page. Without script it is not offered. */
const offerAll = () => {
  for (const all of document.querySelectorAll("input[data-all]")) {
    all.hidden = false;
    all.parentElement.querySelector("label").hidden = false;
    all.onchange = () => {
      const boxes = document.getElementById(all.dataset.all).querySelectorAll("input[name=record]");
      for (const box of boxes) box.checked = all.checked;
    };
  }
};
offerAll();
document.addEventListener("htmx:afterSwap", offerAll);

/* A refused form is an answer with status 422, and is shown like any other. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) event.detail.shouldSwap = true;
});
