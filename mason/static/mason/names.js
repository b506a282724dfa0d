// Select2 draws boxes that have no name for screen readers: they take it from the field's label.
"use strict";
{
  const nameBox = (select) => {
    const name = select.labels[0]?.textContent.trim();
    const parts = select.nextElementSibling?.querySelectorAll("[role]:not([role=presentation])");
    for (const part of name ? (parts ?? []) : []) {
      if (!part.hasAttribute("aria-labelledby")) {
        part.setAttribute("aria-label", name);
      }
    }
  };

  // Boxes are drawn when the page has loaded, with each row that is added, some of them twice.
  new MutationObserver(() => {
    document.querySelectorAll("select.select2-hidden-accessible").forEach(nameBox);
  }).observe(document.documentElement, { childList: true, subtree: true });
}
