"use strict";
const MOST = (1 << 24) + 1; // bytes: one more than the checker reads
const at = (id) => document.getElementById(id);
const source = URL.createObjectURL(new Blob([at("checker").textContent], { type: "text/javascript" }));
let worker = null, answer = null, queue = Promise.resolve(), run = 0;

function show(line, name, result) {
  const make = (tag, text, parent) => {
    const made = document.createElement(tag);
    made.textContent = text; // never markup: names and words are a stranger's
    made.dir = "auto";
    return parent.appendChild(made);
  };
  line.className = result.status;
  line.replaceChildren();
  const head = make("h2", "", line);
  if (result.status === "unknown") make("b", result.reason, head);
  else {
    make("b", `${result.status}: `, head);
    make("span", result.sentence || result.reason, head);
  }
  make("small", name, line);
  if (result.status !== "accepted") return;
  make("p", `Verdict: ${result.verdict}. ${result.used.length
    ? `The proof uses: ${result.used.join("; ")}.` : "The proof uses no named hypothesis."}`, line);
  make("p", `The author's own words, which no rule reads: ${result.words}`, line);
}

/** The worker's answer; it is alone with the bytes, so that the page can stop it. */
function ask(bytes) {
  return new Promise((resolve) => {
    const unknown = (reason) => resolve({ status: "unknown", reason });
    worker ??= new Worker(source);
    worker.onmessage = (message) => resolve(message.data);
    worker.onerror = (error) => unknown(`this checker failed and says nothing: ${error.message}`);
    answer = unknown;
    worker.postMessage(bytes, [bytes.buffer]);
  });
}

function stop() {
  worker?.terminate();
  worker = null;
  run++;
  answer?.("stopped: nothing is known of this certificate");
}

function check(name, blob) {
  const line = at("results").appendChild(document.createElement("li")), mine = run;
  show(line, name, { status: "unknown", reason: "waiting" });
  queue = queue.then(async () => {
    if (mine !== run) return show(line, name, { status: "unknown", reason: "stopped before it began" });
    at("stop").disabled = false;
    show(line, name, { status: "unknown", reason: "checking" });
    let result;
    try {
      result = await ask(new Uint8Array(await blob.slice(0, MOST).arrayBuffer()));
    } catch (error) {
      result = { status: "unknown", reason: `it cannot be read here: ${error.message}` };
    }
    show(line, name, result);
    at("stop").disabled = true;
  });
}

function begin(files) {
  stop(); // what was asked before is not shown any more
  at("results").replaceChildren();
  for (const file of files) check(file.name, file);
}

at("stop").addEventListener("click", stop);
at("files").addEventListener("click", () => { at("files").value = ""; }); // so that one can be read again
at("files").addEventListener("change", () => begin(at("files").files));
at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  begin([Object.assign(new Blob([at("text").value]), { name: "the text" })]);
});
