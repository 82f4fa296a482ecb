// Keys for people who work here all day. Every page works without this file.
(function () {
  "use strict";
  var at = -1;
  var gone = 0;

  function rows() {
    return Array.from(document.querySelectorAll("[data-rows] tbody tr, ul[data-rows] > li"));
  }

  function move(step) {
    var all = rows();
    if (!all.length) return;
    all.forEach(function (row) { row.classList.remove("at"); });
    at = Math.max(0, Math.min(all.length - 1, at + step));
    all[at].classList.add("at");
    var link = all[at].querySelector("a, button, input:not([type=hidden])");
    if (link) link.focus();
  }

  document.addEventListener("keydown", function (event) {
    var on = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (on.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(on.tagName)) {
      if (event.key === "Escape") on.blur();
      return;
    }
    var find = document.getElementById("find") || document.getElementById("q");
    if (event.key === "/" && find) {
      event.preventDefault();
      find.focus();
      find.select();
    } else if (event.key === "d" && Date.now() - gone < 1200) {
      var menu = document.querySelector("[data-todo]");
      location.assign(menu ? menu.dataset.todo : "/todo/");
    } else if (event.key === "j") {
      move(1);
    } else if (event.key === "k") {
      move(-1);
    } else if (event.key === "?") {
      location.assign("/help/keys/");
    }
    gone = event.key === "g" ? Date.now() : 0;
  });

  document.addEventListener("htmx:afterSwap", function () { at = -1; });

  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (box) { box.open = true; });
  });

  document.querySelectorAll("[data-all]").forEach(function (all) {
    var boxes = document.querySelectorAll("input[name='" + all.dataset.all + "']");
    all.addEventListener("change", function () {
      boxes.forEach(function (box) { box.checked = all.checked; });
    });
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.addEventListener("click", function () { window.print(); });
  });

  // A screen in a hall shows one part after the other; whoever stands at it may press the link.
  document.querySelectorAll("[data-onward]").forEach(function (link) {
    setTimeout(function () { location.replace(link.href); }, 1000 * link.dataset.onward);
  });

  var summary = document.getElementById("summary");
  if (summary) summary.focus();
})();
