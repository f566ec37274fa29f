// Filters and sorting of the claims table. Without this file the table is a plain table.
// The state stands after # in the address, so that a filtered table can be linked to.
"use strict";
(function () {
  const table = document.getElementById("claims-table");
  const form = document.getElementById("filters");
  if (!table || !form) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const shown = document.getElementById("shown");
  const verdict = document.getElementById("filter-verdict");
  const paper = document.getElementById("filter-paper");
  const text = document.getElementById("filter-text");
  const headings = Array.from(table.tHead.rows[0].cells);
  const NUMBERS = ["certificates", "seconds", "order", "rank"];
  let sorted = "";
  let descending = false;

  function holds(select, value) {
    return Array.from(select.options).some((option) => option.value === value);
  }

  function key(row, name) {
    const value = row.dataset[name] || "";
    return NUMBERS.includes(name) ? Number(value) : value;
  }

  function show() {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const keeps =
        (!verdict.value || row.dataset.verdict === verdict.value) &&
        (!paper.value || row.dataset.papers.split("|").includes(paper.value)) &&
        words.every((word) => row.dataset.text.includes(word));
      row.hidden = !keeps;
      if (keeps) count += 1;
    }
    const name = sorted || "order";
    const sign = descending ? -1 : 1;
    rows.sort((a, b) => {
      const x = key(a, name);
      const y = key(b, name);
      if (x < y) return -sign;
      if (x > y) return sign;
      return Number(a.dataset.order) - Number(b.dataset.order);
    });
    body.append(...rows);
    for (const heading of headings) {
      if (!heading.dataset.sort) continue;
      if (heading.dataset.sort === sorted) {
        heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
      } else {
        heading.removeAttribute("aria-sort");
      }
    }
    shown.textContent = count + " of " + rows.length + " claims shown";
  }

  function remember() {
    const state = new URLSearchParams();
    if (verdict.value) state.set("verdict", verdict.value);
    if (paper.value) state.set("paper", paper.value);
    if (text.value) state.set("text", text.value);
    if (sorted) state.set("sort", sorted);
    if (sorted && descending) state.set("order", "descending");
    const said = state.toString();
    history.replaceState(null, "", said ? "#" + said : location.pathname + location.search);
  }

  function recall() {
    if (location.hash.length < 2 || !location.hash.includes("=")) return;
    const state = new URLSearchParams(location.hash.slice(1));
    const wanted = state.get("verdict") || "";
    verdict.value = holds(verdict, wanted) ? wanted : "";
    const source = state.get("paper") || "";
    paper.value = holds(paper, source) ? source : "";
    text.value = state.get("text") || "";
    const name = state.get("sort") || "";
    sorted = headings.some((heading) => heading.dataset.sort === name) ? name : "";
    descending = state.get("order") === "descending";
  }

  for (const heading of headings) {
    if (!heading.dataset.sort) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", function () {
      descending = sorted === heading.dataset.sort && !descending;
      sorted = heading.dataset.sort;
      show();
      remember();
    });
  }
  for (const card of document.querySelectorAll("[data-filter]")) {
    card.addEventListener("click", function () {
      verdict.value = card.dataset.filter;
      paper.value = "";
      text.value = "";
      show();
      // The link itself goes to the table; the state is written once it has.
      setTimeout(remember, 0);
    });
  }
  form.addEventListener("input", function () {
    show();
    remember();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", function () {
    setTimeout(function () {
      sorted = "";
      descending = false;
      show();
      remember();
    }, 0);
  });
  window.addEventListener("hashchange", function () {
    recall();
    show();
  });
  form.hidden = false;
  recall();
  show();
  if (location.hash.includes("=")) document.getElementById("claims").scrollIntoView();
})();
