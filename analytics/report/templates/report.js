"use strict";
// Sorts and filters the tables of this page. Data is only ever read and set as text. Without this
// script the tables stand as they are.
(function () {
  const FILTERED_FROM = 8;
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  function worth(row, column) {
    const cell = row.cells[column];
    if (!cell) return "";
    return "value" in cell.dataset ? cell.dataset.value : cell.textContent.trim();
  }

  // Rows that sum others stay where they are, at the end.
  function isData(row) {
    return !row.classList.contains("sum") && !row.classList.contains("rest");
  }

  function sort(table, heads, column, direction) {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    const data = rows.filter(isData).map((row) => [worth(row, column), row]);
    const isNumeric = data.every(([value]) => value === "" || !Number.isNaN(Number(value)));
    data.sort(([one], [other]) => {
      if (one === "" || other === "") return (one === "") - (other === "");
      const sign = isNumeric ? Number(one) - Number(other) : order.compare(one, other);
      return direction === "ascending" ? sign : -sign;
    });
    body.append(...data.map(([, row]) => row), ...rows.filter((row) => !isData(row)));
    heads.forEach((head, place) => {
      if (place === column) head.setAttribute("aria-sort", direction);
      else head.removeAttribute("aria-sort");
    });
  }

  function makeSortable(table) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const first = head.classList.contains("n") ? "descending" : "ascending";
        const second = first === "ascending" ? "descending" : "ascending";
        sort(table, heads, column, head.getAttribute("aria-sort") === first ? second : first);
      });
    });
  }

  function makeFilterable(table) {
    const rows = Array.from(table.tBodies[0].rows).filter(isData);
    if (rows.length < FILTERED_FROM) return;
    const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const bar = document.createElement("div");
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("output");
    bar.className = "filter";
    field.type = "search";
    field.autocomplete = "off";
    field.spellcheck = false;
    label.append("Filter " + table.dataset.rows + " ", field);
    count.setAttribute("aria-live", "polite");
    bar.append(label, count);
    table.parentElement.before(bar);
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      let shown = 0;
      rows.forEach((row) => {
        row.hidden = !texts.get(row).includes(wanted);
        if (!row.hidden) shown += 1;
      });
      // A sum of all rows beside some of them would be read as theirs.
      Array.from(table.tBodies[0].rows).forEach((row) => {
        if (!isData(row)) row.hidden = wanted !== "";
      });
      bar.classList.toggle("on", wanted !== "");
      count.textContent = wanted === "" ? "" : shown + " of " + rows.length + " rows";
    });
  }

  document.querySelectorAll("table[data-rows]").forEach((table) => {
    makeSortable(table);
    makeFilterable(table);
  });

  // A link to what is folded opens it; paper has no folds.
  function openTarget() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const fold = target && target.closest("details");
    if (fold && !fold.open) {
      fold.open = true;
      target.scrollIntoView();
    }
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = Array.from(document.querySelectorAll("details:not([open])"));
    unfolded.forEach((fold) => { fold.open = true; });
  });
  window.addEventListener("afterprint", () => {
    unfolded.forEach((fold) => { fold.open = false; });
  });
})();
