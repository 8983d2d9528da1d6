"use strict";
// Shows all lines and shots, or those with problems; one player is heard at a time.
const choice = document.querySelector("#filter");
const show = (what) => {
  choice.querySelector(`[value=${what}]`).checked = true;
  document.body.classList.toggle("problems-only", what === "problems");
};
choice.hidden = false;
choice.addEventListener("change", (event) => show(event.target.value));
addEventListener("hashchange", () => {
  const row = document.getElementById(location.hash.slice(1));
  if (row && row.matches("article:not([data-problem])")) {
    show("all"); // the timeline leads to a line that was left out
    row.scrollIntoView();
  }
});
document.addEventListener("play", (event) => {
  for (const player of document.querySelectorAll("audio")) {
    if (player !== event.target) player.pause();
  }
}, true);
