"use strict";
const at = (id) => document.getElementById(id);
const ranges = [...document.querySelectorAll("input[type=range]")];
const texts = ranges.map((r) => at(r.id.replace("r", "v")));
const choices = ["pair", "across", "up"].map(at);
const REST = 400; // milliseconds without a move, after which proofs are asked for
let asking = false, again = false, resting = 0, number = 0;

function query() {
  const said = new URLSearchParams();
  texts.forEach((box) => said.append("v", box.value));
  choices.forEach((choice) => said.append(choice.id, choice.value));
  return said.toString();
}

/** What the program on this machine answers; null where it does not. */
async function ask(what) {
  try {
    const reply = await fetch(`${what}?${query()}`);
    const answer = await reply.json();
    at("said").className = reply.ok ? "" : "refused";
    if (reply.ok) return answer;
    at("said").textContent = answer.error;
  } catch {
    at("said").className = "refused";
    at("said").textContent = "The program that serves this page has ended: start it again.";
  }
  return null;
}

function put(answer) {
  for (const [id, content] of Object.entries(answer)) {
    if (id === "python") at(id).value = content;
    else if (id === "said") at(id).textContent = content;
    else {
      at(id).innerHTML = content; // written by the program, which escapes what a game says
      at(id).classList.remove("old");
    }
  }
}

async function move() {
  number++;
  again = true;
  clearTimeout(resting);
  at("here").classList.add("old");
  if (asking) return; // the answer on its way is followed by one for the latest values
  asking = true;
  while (again) {
    again = false;
    const answer = await ask("live");
    if (answer) put(answer);
  }
  asking = false;
  clearTimeout(resting);
  resting = setTimeout(prove, REST);
}

async function prove() {
  const mine = number;
  const answer = await ask("proved");
  if (answer && mine === number) put(answer); // else something has moved since
}

ranges.forEach((range, n) => {
  const ticks = range.dataset.ticks.split(" ");
  range.addEventListener("input", () => {
    texts[n].value = ticks[range.value];
    range.setAttribute("aria-valuetext", texts[n].value);
    move();
  });
  texts[n].addEventListener("change", () => {
    const near = ticks.map((t) => Math.abs(Number(t) - Number(texts[n].value)));
    const best = near.indexOf(Math.min(...near)); // a quotient is no Number: the slider stays
    if (best >= 0) range.value = best;
    move();
  });
});
choices.forEach((choice) => choice.addEventListener("change", move));
at("form").addEventListener("submit", (event) => event.preventDefault());
at("copy").addEventListener("click", async () => {
  at("python").select();
  try {
    await navigator.clipboard.writeText(at("python").value);
    at("copied").textContent = "copied";
  } catch {
    at("copied").textContent = "selected: press Ctrl-C";
  }
});

move();
ask("everywhere").then((answer) => answer && put(answer));
ask("paving").then((answer) => answer && move());
