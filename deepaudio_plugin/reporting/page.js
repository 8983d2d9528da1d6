"use strict";
// Shows all lines and shots, or those with problems; one player is heard at a time.
const choice = document.querySelector("#filter");
choice.hidden = false;
choice.addEventListener("change", (event) => {
  document.body.classList.toggle("problems-only", event.target.value === "problems");
});
document.addEventListener("play", (event) => {
  for (const player of document.querySelectorAll("audio")) {
    if (player !== event.target) player.pause();
  }
}, true);
