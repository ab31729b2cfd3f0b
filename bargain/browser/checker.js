// A second checker of certificates `bargain-cert/1`, for browsers and node: it follows FORMAT.md and
// shares no code with `bargain.check`, whose modules say why the rules are sound. It says "accepted"
// only where every rule was followed to its end; whatever is broken is refused.
//
// Objects of a file are maps, never JavaScript objects: "__proto__" is a name like any other.
// Numbers are BigInt: a rational {n, d}, a polynomial with one denominator, an interval [a, b] that
// stands for [a 2^-96, b 2^-96]. No float takes part in a decision.
"use strict";

const FORMAT = "bargain-cert/1";
const MAX_BYTES = 1 << 24, MAX_VALUES = 500_000, MAX_DEPTH = 200, MAX_DIGITS = 4_000, MAX_NAME = 200;
const MAX_VARIABLES = 200, MAX_EXPONENT = 200, MAX_DEGREE = 1_000, MAX_TAPE = 100_000;
const MAX_BITS = 1 << 16, MAX_SIZE = 2 ** 29, MAX_WORK = 2_500_000;

class Refused extends Error {}
class UnknownKind extends Error {}

function need(condition, message) {
  if (!condition) throw new Refused(message);
}

/** Work that is left; the same file costs the same anywhere. */
class Budget {
  left = MAX_WORK;
  spend(operations) {
    this.left -= operations;
    need(this.left >= 0, "the proof needs more work than the checker allows");
  }
}

// --- what a file may hold -------------------------------------------------------------------------

function readJson(bytes) {
  need(bytes.length <= MAX_BYTES, `larger than ${MAX_BYTES} bytes`);
  let values = 0; // each stands behind one of these marks: counted before it is made
  for (const byte of bytes) if (byte === 0x2c || byte === 0x5b || byte === 0x7b) values++;
  need(values <= MAX_VALUES, "too many values");
  let text, at = 0;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused("cannot be read as JSON: not UTF-8");
  }
  const broken = () => new Refused(`cannot be read as JSON: character ${at}`);
  const token = (pattern) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at += match[0].length;
    return match && match[0];
  };
  const next = () => (token(/[ \t\n\r]*/y), text[at]);
  const skip = (mark) => {
    if (next() !== mark) throw broken();
    at++;
  };
  const string = () => {
    const from = at++;
    while (text[at] !== '"') {
      if (at >= text.length) throw broken();
      at += text[at] === "\\" ? 2 : 1;
    }
    let value;
    try {
      value = JSON.parse(text.slice(from, ++at));
    } catch {
      throw broken();
    }
    need(printable(value.replace(/[\n\t]/g, "")), "a text has control characters");
    return value;
  };
  const list = (end, entry) => {
    at++;
    if (next() === end) return void at++;
    for (;;) {
      entry();
      if (next() === end) return void at++;
      skip(",");
    }
  };
  const value = (depth) => {
    need(depth <= MAX_DEPTH, "nested too deeply");
    const first = next();
    if (first === '"') return string();
    if (first === "[") {
      const found = [];
      list("]", () => found.push(value(depth + 1)));
      return found;
    }
    if (first === "{") {
      const found = new Map();
      list("}", () => {
        if (next() !== '"') throw broken();
        need(depth < MAX_DEPTH, "nested too deeply");
        const key = string();
        need(!found.has(key), "an object has a duplicate key");
        skip(":");
        found.set(key, value(depth + 1));
      });
      return found;
    }
    if (token(/null/y)) return null;
    const digits = token(/-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y);
    need(digits || !token(/true|false|NaN|-?Infinity/y), "a number is neither a string 'p/q' nor an index");
    if (!digits) throw broken();
    need(/^-?[0-9]{1,6}$/.test(digits) && Number(digits) >= 0,
      "a number is neither a string 'p/q' nor an index");
    return Number(digits) + 0; // no -0
  };
  const result = value(0);
  next();
  if (at < text.length) throw broken();
  return result;
}

/** No control, format, surrogate, private or unassigned characters, and no space but " ". */
function printable(text) {
  return !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(text);
}

/** Canonical JSON: sorted keys, no spaces, ASCII. */
function canonical(data) {
  if (Array.isArray(data)) return `[${data.map(canonical).join(",")}]`;
  if (data instanceof Map) {
    const keys = [...data.keys()].sort(byCodePoints);
    return `{${keys.map((key) => `${quoted(key)}:${canonical(data.get(key))}`).join(",")}}`;
  }
  return typeof data === "string" ? quoted(data) : String(data);
}

function quoted(text) {
  const code = (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text).replace(/[^\x00-\x7f]/g, code);
}

function byCodePoints(a, b) {
  const [x, y] = [Array.from(a, (c) => c.codePointAt(0)), Array.from(b, (c) => c.codePointAt(0))];
  for (let k = 0; k < Math.min(x.length, y.length); k++) if (x[k] !== y[k]) return x[k] - y[k];
  return x.length - y.length;
}

async function sha256(data) {
  if (!globalThis.crypto?.subtle) throw new Error("no SHA-256 here; open the page as a file or over https");
  const bytes = new TextEncoder().encode(canonical(data));
  const hash = new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The values of the fields `must`, then `may` (undefined if not there) of an object without others. */
function fields(data, where, must, may = "") {
  const words = (names) => (typeof names === "string" ? names.split(" ").filter(Boolean) : [...names]);
  const required = words(must), every = new Set([...required, ...words(may)]);
  need(data instanceof Map, `${where}: an object is expected`);
  for (const key of required) need(data.has(key), `${where}: missing: ${key}`);
  for (const key of data.keys()) need(every.has(key), `${where}: unknown: ${key}`);
  return Array.from(every, (key) => data.get(key));
}

function proofOf(proof, kind, must, may = "") {
  const [found, ...rest] = fields(proof, "proof", `kind ${must}`, may);
  need(found === kind, `a proof of kind ${kind} is expected`);
  return rest;
}

/** What stands for a list that may be left out. */
const listed = (data) => (data === undefined ? [] : data);

/** A list (of `size` entries). */
function items(data, where, size = -1) {
  need(Array.isArray(data), `${where}: a list is expected`);
  need(size < 0 || data.length === size, `${where}: ${size} entries are expected`);
  return data;
}

function entry(list, i, where) {
  need(Number.isInteger(i) && i >= 0 && i < list.length, `${where}: no such entry`);
  return list[i];
}

function names(data, where) {
  const line = (n) => typeof n === "string" && /[^ ]/.test(n) && printable(n);
  need(items(data, where).every(line), `${where}: lines of text are expected`);
  need(new Set(data).size === data.length, `${where}: distinct lines are expected`);
  return data;
}

/** Names of variables and players, which a sentence shows. */
function labels(data, where) {
  need(names(data, where).every((n) => [...n].length <= MAX_NAME), `${where}: a name is too long`);
  return data;
}

// --- rationals ------------------------------------------------------------------------------------

const big = (value) => (value < 0n ? -value : value);
const bits = (value) => { // of |value|
  if (value === 0n) return 0;
  const digits = big(value).toString(16);
  return 4 * digits.length - Math.clz32(parseInt(digits[0], 16)) + 28;
};
const floor = (a, b) => (a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b);
const ceil = (a, b) => -floor(-a, b);

function gcd(a, b) {
  for (a = big(a), b = big(b); b; ) [a, b] = [b, a % b];
  return a;
}

const ratio = (n, d = 1n) => { // d > 0
  const g = gcd(n, d);
  return g === 1n ? { n, d } : { n: n / g, d: d / g };
};
const ZERO = ratio(0n), UNIT = ratio(1n);
const plus = (a, b) => ratio(a.n * b.d + b.n * a.d, a.d * b.d);
const times = (a, b) => ratio(a.n * b.n, a.d * b.d);
const minus = (a) => ({ n: -a.n, d: a.d });
const over = (a, b) => {
  need(b.n !== 0n, "division by zero");
  return b.n > 0n ? ratio(a.n * b.d, a.d * b.n) : ratio(-a.n * b.d, -a.d * b.n);
};
const compare = (a, b) => { // negative, zero or positive, as a - b
  const [x, y] = [a.n * b.d, b.n * a.d];
  return x < y ? -1 : x > y ? 1 : 0;
};

/** "p/q" or "n" in lowest terms, in its one spelling. */
function rational(text, where) {
  const short = typeof text === "string" && text.length <= MAX_DIGITS;
  const match = short && /^(0|-?[1-9][0-9]*)(?:\/([1-9][0-9]*))?$/.exec(text);
  need(match, `${where}: a number 'p/q' in lowest terms is expected`);
  const [n, d] = [BigInt(match[1]), BigInt(match[2] ?? "1")];
  need(match[2] === undefined || (d !== 1n && gcd(n, d) === 1n),
    `${where}: a number 'p/q' in lowest terms is expected`);
  return { n, d };
}

// --- polynomials ----------------------------------------------------------------------------------
// {terms: Map from a text of one character per variable to an integer, den, degree, bits}: the
// character's code is the exponent; degree and bits are upper bounds.

class Ring {
  constructor(variables, budget) {
    need(variables.length <= MAX_VARIABLES, "too many variables");
    this.names = variables;
    this.budget = budget;
    this.unit = String.fromCharCode(...variables.map(() => 0));
    this.zero = { terms: new Map(), den: 1n, degree: 0, bits: 1 };
    this.one = this.constant(1n);
  }

  constant(n) {
    return this.make(new Map([[this.unit, n]]), 1n, 0);
  }

  variable(i) {
    const key = Array.from(this.unit, (_, k) => String.fromCharCode(Number(k === i))).join("");
    return { terms: new Map([[key, 1n]]), den: 1n, degree: 1, bits: 1 };
  }

  spend(operations, width, size) {
    const wide = width + 16 * this.names.length;
    this.budget.spend(1 + operations * (1 + Math.floor(wide / 256)) +
      Math.floor(Math.floor(width / 256) ** 2 / 16));
    need(width <= 4 * MAX_BITS && (wide + 1000) * size <= MAX_SIZE, "a polynomial is large");
  }

  make(terms, den, degree) {
    let most = bits(den);
    for (const [key, c] of terms) {
      if (c === 0n) terms.delete(key);
      else most = Math.max(most, bits(c));
    }
    need(degree <= MAX_DEGREE && most <= MAX_BITS, "a degree or coefficient is too large");
    return { terms, den, degree, bits: most };
  }

  /** [coefficient, exponents] in descending order of exponents, without zeros or repetitions. */
  read(data, where) {
    let before = null;
    const terms = items(data, where).map((term) => {
      const [text, row] = items(term, where, 2);
      const good = items(row, where, this.names.length).every(
        (e) => Number.isInteger(e) && e >= 0 && e <= MAX_EXPONENT);
      need(good, `${where}: a large exponent`);
      const key = String.fromCharCode(...row);
      need(before === null || key < before, `${where}: monomials are out of order or repeated`);
      before = key;
      this.spend(1 + Math.floor(row.length / 8), 0, 0);
      const c = rational(text, where), degree = row.reduce((a, b) => a + b, 0);
      need(c.n !== 0n, `${where}: a coefficient is zero`);
      return [c, { terms: new Map([[key, 1n]]), den: 1n, degree, bits: 1 }];
    });
    return this.sum(terms);
  }

  /** The sum of c p over pairs [c, p] with rational c. */
  sum(pairs) {
    let total = new Map(), den = 1n, degree = 0;
    for (const [c, p] of pairs) {
      const own = p.den * c.d, common = (den / gcd(den, own)) * own;
      const size = total.size + p.terms.size;
      this.spend(common === den ? p.terms.size : size, bits(common) + p.bits + bits(c.n), size);
      if (common !== den) {
        for (const [key, v] of total) total.set(key, v * (common / den));
        den = common;
      }
      const scale = c.n * (den / own);
      for (const [key, v] of p.terms) total.set(key, (total.get(key) ?? 0n) + v * scale);
      degree = Math.max(degree, p.degree);
    }
    return this.make(total, den, degree);
  }

  product(...factors) {
    return factors.reduce((left, right) => {
      const out = new Map();
      for (const [m, v] of left.terms) {
        this.spend(right.terms.size, left.bits + right.bits, out.size + right.terms.size);
        for (const [n, w] of right.terms) {
          let key = "";
          for (let i = 0; i < m.length; i++) key += String.fromCharCode(m.charCodeAt(i) + n.charCodeAt(i));
          out.set(key, (out.get(key) ?? 0n) + v * w);
        }
      }
      return this.make(out, left.den * right.den, left.degree + right.degree);
    }, this.one);
  }

  minus(p) {
    return this.sum([[minus(UNIT), p]]);
  }

  less(p, q) {
    return this.sum([[UNIT, p], [minus(UNIT), q]]);
  }

  /** p with variable i replaced by q. */
  substitute(p, i, q) {
    const powers = [this.one], summands = [];
    for (const [key, v] of p.terms) {
      const e = key.charCodeAt(i);
      while (powers.length <= e) powers.push(this.product(powers.at(-1), q));
      const rest = key.slice(0, i) + "\0" + key.slice(i + 1);
      summands.push([UNIT, this.product(this.make(new Map([[rest, v]]), p.den, p.degree), powers[e])]);
    }
    return this.sum(summands);
  }

  mentions(p) {
    const found = new Set();
    for (const key of p.terms.keys()) {
      for (let i = 0; i < key.length; i++) if (key.charCodeAt(i)) found.add(i);
    }
    return found;
  }

  /** The value at a point, pairs [variable, rational], that has every variable of p. */
  value(p, point) {
    for (const [i, x] of point) p = this.substitute(p, i, this.sum([[x, this.one]]));
    return ratio(p.terms.get(this.unit) ?? 0n, p.den);
  }
}

const within = (part, whole) => [...part].every((x) => whole.has(x));

// --- refutations, and what polynomial claims share ------------------------------------------------
// A hypothesis is {rel, poly, any, name}: poly rel 0 or, for "or", one of the alternatives `any`.

const fact = (rel, poly) => ({ rel, poly, any: [], name: "" });

class Question {
  constructor(s, budget) {
    this.ring = new Ring(labels(s.get("variables"), "variables"), budget);
    this.used = new Set();
    this.taken = new Set();
    const { ring } = this;
    this.parameters = names(s.get("parameters"), "parameters").map((p) => this.variable(p));
    this.parameterSet = new Set(this.parameters);
    // no argument mentions a function of the same or a later entry
    const later = new Set();
    this.functions = items(listed(s.get("functions")), "functions").map((data) => {
      const [name, kind, poly] = fields(data, "function", "var of arg");
      need(kind === "log" || kind === "exp", "functions: only log and exp are known");
      return { kind, variable: this.variable(name), argument: ring.read(poly, "function") };
    });
    for (const f of [...this.functions].reverse()) {
      need(!later.has(f.variable) && !this.parameterSet.has(f.variable),
        "functions: a variable has two roles");
      later.add(f.variable);
      for (const v of ring.mentions(f.argument)) {
        need(!later.has(v), "functions: one uses itself or a later one");
      }
    }
    this.region = this.hypotheses(s.get("region"), "region");
    need(this.region.every((h) => within(this.mentions(h), this.parameterSet)),
      "the region mentions more than the parameters");
    this.necessary = this.hypotheses(listed(s.get("necessary")), "necessary");
  }

  variable(name) {
    const i = this.ring.names.indexOf(name);
    need(i >= 0, "there is no such variable");
    return i;
  }

  mentions(h) {
    const found = this.ring.mentions(h.poly);
    for (const part of h.any) {
      for (const one of part) for (const v of this.ring.mentions(one.poly)) found.add(v);
    }
    return found;
  }

  hypotheses(data, where, extra = "") {
    return items(data, where).map((h) => {
      const either = h instanceof Map && h.get("rel") === "or";
      const keys = `name text rel ${either ? "any" : "poly"} ${extra}`;
      const [name, text, rel, body] = fields(h, where, keys, "because");
      names([name], where);
      names([text], where);
      need(!this.taken.has(name), `${where}: a name is there twice`);
      this.taken.add(name);
      const relation = ([r, p]) => {
        need(r === "=" || r === ">=" || r === ">", `${name}: unknown relation`);
        return fact(r, this.ring.read(p, name));
      };
      if (!either) return { ...relation([rel, body]), name };
      const parts = items(body, name).map((part) =>
        items(part, name).map((pair) => relation(items(pair, name, 2))));
      need(parts.length && parts.every((part) => part.length), `${name}: an alternative is empty`);
      return { rel: "or", poly: this.ring.zero, any: parts, name };
    });
  }

  /** The hypotheses parameter - value = 0 of a point, which lies in the region. */
  point(data, where) {
    const { ring } = this;
    const texts = fields(data, where, this.parameters.map((i) => ring.names[i]));
    const values = this.parameters.map((i, k) => [i, rational(texts[k], where)]);
    const holds = (h) => {
      const v = ring.value(h.poly, values).n;
      return h.rel === "=" ? v === 0n : h.rel === ">" ? v > 0n : v >= 0n;
    };
    for (const h of this.region) {
      need(h.rel === "or" ? h.any.some((part) => part.every(holds)) : holds(h),
        `${where}: the point does not satisfy ${h.name}`);
    }
    return values.map(([i, x]) => fact("=", ring.sum([[UNIT, ring.variable(i)], [minus(x), ring.one]])));
  }

  /** An axiom instance; its functions are among `known`, if that is given. */
  axiom(data, known = null) {
    const { ring } = this;
    need(data instanceof Map && typeof data.get("rule") === "string", "unknown axiom");
    const [, kind, rule] = /^(log|exp)-(.*)$/.exec(data.get("rule")) ?? [];
    need(kind, "unknown axiom");
    // a function of either kind is a pair with large = exp(small)
    const pair = (k) => {
      const f = entry(this.functions, k, "axiom");
      need(f.kind === kind, "axiom: a function of another kind");
      need(known === null || known.has(f.variable), "axiom: a function is not defined yet");
      const own = ring.variable(f.variable);
      return kind === "log" ? [f.argument, own] : [own, f.argument];
    };
    const place = (k, left) => {
      if (k === null) return [ring.one, ring.zero];
      if (!Array.isArray(k)) return pair(k);
      const [c, r] = items(k, "axiom", 2).map((text) => rational(text, "axiom"));
      const [low, high] = exp(enclose(r)), scaled = c.n << P; // c = scaled / (d 2^96)
      need(left ? scaled >= high * c.d : c.n > 0n && scaled <= low * c.d,
        "axiom: a number is on the wrong side of its exponential");
      return [ring.sum([[c, ring.one]]), ring.sum([[r, ring.one]])];
    };
    if (rule === "bound") { // exp(s - t) >= 1 + s - t, times exp(t) > 0
      const [, i, j] = fields(data, "axiom", "rule i j");
      need(typeof i === "number" || typeof j === "number", "axiom: no function");
      const [large, small] = place(i, true), [of, at] = place(j, false);
      const tangent = ring.sum([[UNIT, ring.one], [UNIT, small], [minus(UNIT), at]]);
      return fact(">=", ring.less(large, ring.product(of, tangent)));
    }
    if ((kind === "log" && rule === "positive-arg") || (kind === "exp" && rule === "positive")) {
      return fact(">", pair(fields(data, "axiom", "rule i")[1])[0]);
    }
    need(rule === "product", "unknown axiom");
    const [left, right] = fields(data, "axiom", "rule left right").slice(1).map((side) => {
      need(items(side, "axiom").length <= MAX_VARIABLES, "axiom: too many powers");
      const chosen = side.flatMap((factor) => {
        const [k, n] = items(factor, "axiom", 2);
        need(Number.isInteger(n) && n >= 0 && n <= MAX_EXPONENT, "axiom: not a power");
        return Array.from({ length: n }, () => pair(k));
      });
      const total = ring.sum(chosen.map(([, small]) => [UNIT, small]));
      return [ring.product(...chosen.map(([large]) => large)), total];
    });
    const [larges, smalls] = [0, 1].map((k) => ring.less(left[k], right[k]));
    const [same, result] = kind === "log" ? [larges, smalls] : [smalls, larges];
    need(same.terms.size === 0, "axiom: the two sides differ");
    return fact("=", result);
  }

  /** No real values satisfy the hypotheses. With `leaf`: a tree over the parameters. */
  refute(node, known, leaf = null) {
    this.ring.budget.spend(1 + Math.floor(known.length / 16));
    need(node instanceof Map, "node: an object is expected");
    const key = node.has("k") ? "k" : "kind", kind = node.get(key);
    if (kind === "sign" || kind === "split") {
      need((key === "k") === (kind === "sign"), "split: unknown kind of node");
      const [, poly, neg, zero, pos] = fields(node, "split", `${key} p neg zero pos`);
      const p = this.ring.read(poly, "split");
      need(leaf === null || within(this.ring.mentions(p), this.parameterSet),
        "a split on more than the parameters");
      this.refute(neg, [...known, fact(">", this.ring.minus(p))], leaf);
      this.refute(zero, [...known, fact("=", p)], leaf);
      this.refute(pos, [...known, fact(">", p)], leaf);
    } else if (kind === "or") {
      const [, i, children] = fields(node, "or", "k h sub");
      const parts = this.use(entry(known, i, "or"), "or").any;
      items(children, "or", parts.length).forEach((child, k) =>
        this.refute(child, [...known, ...parts[k]], leaf));
    } else if (kind === "vacuous") {
      this.refute(fields(node, "vacuous", "kind node")[1], known);
    } else if (leaf !== null) {
      leaf(node, known);
    } else {
      need(this.ring.sum(this.summands(node, known)).terms.size === 0, "the sum is not zero");
    }
  }

  use(h, ...rels) {
    need(rels.includes(h.rel), `a hypothesis is not one of ${rels.join(" ")}`);
    if (h.name) this.used.add(h.name);
    return h;
  }

  /** Summands of an identity that is >= 0 wherever the hypotheses hold, and > 0 in one term. */
  *summands(node, known) {
    const [kind, terms, ideal] = fields(node, "node", "k terms", "ideal");
    need(kind === "psatz", "unknown kind of node");
    let strict = false;
    for (const term of items(terms, "terms")) {
      const [text, sq, chosen] = fields(term, "term", "c", "sq h");
      const used = items(listed(chosen), "term").map((i) => this.use(entry(known, i, "term"), ">=", ">"));
      const squares = items(listed(sq), "term").map((p) => this.ring.read(p, "square"));
      const c = rational(text, "term");
      need(c.n > 0n && squares.every((p) => p.terms.size), "a term is not positive");
      strict ||= squares.length === 0 && used.every((h) => h.rel === ">");
      yield [c, this.ring.product(...used.map((h) => h.poly), ...squares, ...squares)];
    }
    need(strict, "no term of the identity is strictly positive");
    for (const pair of items(listed(ideal), "ideal")) {
      const [i, data] = items(pair, "ideal", 2);
      const cofactor = this.ring.read(data, "cofactor");
      need(cofactor.terms.size, "a cofactor is zero: its hypothesis would not be used");
      yield [UNIT, this.ring.product(cofactor, this.use(entry(known, i, "ideal"), "=").poly)];
    }
  }

  /** No values of the variables satisfy the hypotheses and what is necessary. */
  fails(proof, known) {
    const [axioms, node] = proofOf(proof, "psatz", "axioms node");
    const facts = items(axioms, "axioms").map((data) => this.axiom(data));
    this.refute(node, [...known, ...this.necessary, ...facts]);
  }

  prove(verdict, proof, sample) {
    this.point(sample, "sample"); // the region is not empty
    const leaves = {
      never: (node, known) => this.fails(node, known),
      always: (node, known) => this.exists(node, known),
    };
    if (verdict !== "sometimes") {
      this.refute(proof, this.region, leaves[verdict]);
      return this.used;
    }
    const [exists, fails] = fields(proof, "proof", "exists fails", "kind");
    for (const [branch, leaf] of [[exists, leaves.always], [fails, leaves.never]]) {
      const [at, tree] = fields(branch, "branch", "at proof");
      this.refute(tree, [...this.region, ...this.point(at, "at")], leaf);
    }
    return this.used;
  }
}

// --- what exists: `always`, `sometimes` -----------------------------------------------------------

class Existence extends Question {
  constructor(s, budget) {
    super(s, budget);
    const { ring } = this;
    this.unknowns = new Set(names(s.get("unknowns"), "unknowns").map((u) => this.variable(u)));
    this.bound = new Map();
    for (const data of items(s.get("bound"), "bound")) {
      const [name, lo, hi] = items(data, "bound", 3);
      const low = rational(lo, "bound"), high = rational(hi, "bound"), v = this.variable(name);
      need(compare(low, high) <= 0 && !this.bound.has(v), "bound: an empty box or a name twice");
      const x = ring.variable(v);
      this.bound.set(v, [
        fact(">=", ring.sum([[UNIT, x], [minus(low), ring.one]])),
        fact(">=", ring.sum([[minus(UNIT), x], [high, ring.one]])),
      ]);
    }
    const functions = this.functions.map((f) => f.variable);
    const roles = [...this.parameters, ...this.unknowns, ...this.bound.keys(), ...functions];
    need(new Set(roles).size === roles.length, "a variable has two roles");
    this.goals = this.hypotheses(s.get("goals"), "goals", "forall");
    this.forall = s.get("goals").map((goal) => names(goal.get("forall"), "forall"));
    need(this.goals.length, "there is no goal");
  }

  exists(proof, before) {
    const [define, goals, axioms] = proofOf(proof, "witness", "define goals", "axioms");
    const known = [...before], valued = new Set(this.parameters);
    for (const step of [...items(listed(axioms), "axioms"), ...items(define, "define")]) {
      this.step(step, known, valued, this.unknowns);
    }
    need(within(this.unknowns, valued), "an unknown is not defined");
    items(goals, "goals", this.goals.length).forEach((sub, k) => this.goal(k, sub, known, valued));
  }

  /** Verify a step; append what holds to `known` and the variable that it defines to `valued`. */
  step(data, known, valued, fresh) {
    const { ring } = this;
    const read = (poly, has = valued) => {
      const p = ring.read(poly, "define");
      need(within(ring.mentions(p), has), "define: a variable has no value yet");
      return p;
    };
    const refuteEach = (nodes, cases) =>
      nodes.forEach((node, k) => this.refute(node, [...known, ...cases[k]]));
    need(data instanceof Map, "define: an object is expected");
    if (data.has("rule")) {
      known.push(this.axiom(data, valued));
      return;
    }
    const u = this.variable(data.get("var")), x = ring.variable(u);
    need(!valued.has(u), "a variable is defined twice");
    need(data.has("function") || fresh.has(u), "a variable cannot be defined here");
    if (data.has("function")) {
      const f = entry(this.functions, data.get("function"), "function");
      need(f.variable === u && within(ring.mentions(f.argument), valued), "function: no value yet");
      const positive = f.kind === "log" ? " positive" : "";
      const nodes = fields(data, f.kind, `var function${positive}`).slice(2);
      refuteEach(nodes, [[fact(">=", ring.minus(f.argument))]]); // log: the argument is positive
      known.push(fact(">", f.kind === "log" ? f.argument : x));
    } else if (data.has("root")) { // Bolzano: a continuous function with both signs has a zero
      const keys = "var root lo hi order at_lo at_hi";
      const [, root, low, high, ...nodes] = fields(data, "root", keys, "through");
      const steps = items(listed(nodes.pop()), "through");
      const lo = read(low), hi = read(high), inside = new Set([...valued, u]);
      const between = [fact(">=", ring.less(x, lo)), fact(">=", ring.less(hi, x))];
      const facts = [...known, ...between];
      for (const step of steps) this.step(step, facts, inside, new Set());
      const p = read(root, inside), found = facts.slice(known.length);
      const end = (at, q) => steps.length
        ? [...found, fact("=", ring.less(x, at)), fact(">", q)]
        : [fact(">", ring.substitute(q, u, at))];
      refuteEach(nodes, [[fact(">", ring.less(lo, hi))], end(lo, p), end(hi, ring.minus(p))]);
      for (const v of inside) valued.add(v);
      known.push(fact("=", p), ...found);
    } else { // a quotient with a positive denominator
      const [, top, below, node] = fields(data, "definition", "var num den positive");
      const num = read(top), den = read(below);
      refuteEach([node], [[fact(">=", ring.minus(den))]]);
      known.push(fact(">", den), fact("=", ring.less(ring.product(den, x), num)));
    }
    valued.add(u);
  }

  /** The negated goal is refuted for all values of its bound variables. */
  goal(k, proof, before, values) {
    const goal = this.goals[k], known = [...before], valued = new Set(values);
    for (const v of this.forall[k].map((name) => this.variable(name))) {
      need(this.bound.has(v), "forall: not a bound variable");
      known.push(...this.bound.get(v));
      valued.add(v);
    }
    const whole = proof instanceof Map && proof.has("k") ? new Map([["node", proof]]) : proof;
    const found = fields(whole, goal.name, goal.rel === "=" ? "pos neg" : "node", "define");
    for (const step of items(listed(found.pop()), "define")) this.step(step, known, valued, new Set());
    need(within(this.mentions(goal), valued), `${goal.name}: mentions a variable without a value`);
    if (goal.rel !== "or") {
      this.negations(goal).forEach((h, side) => this.refute(found[side], [...known, h]));
      return;
    }
    for (const part of goal.any) { // every alternative fails, each in one of its relations
      const ways = part.flatMap((relation) => this.negations(relation));
      known.push(ways.length > 1
        ? { rel: "or", poly: this.ring.zero, any: ways.map((h) => [h]), name: "" } : ways[0]);
    }
    this.refute(found[0], known);
  }

  /** Relations one of which holds wherever h fails. */
  negations(h) {
    const opposite = this.ring.minus(h.poly);
    if (h.rel === "=") return [fact(">", h.poly), fact(">", opposite)];
    return [fact(h.rel === ">=" ? ">" : ">=", opposite)];
  }
}

// --- finite games: `table` ------------------------------------------------------------------------

class Table extends Question {
  constructor(s, budget) {
    super(s, budget);
    const players = labels(s.get("players"), "players");
    const actions = fields(s.get("actions"), "actions", players);
    this.shape = actions.map((own) => names(own, "actions").length);
    const size = this.shape.reduce((a, b) => a * b, 1);
    need(players.length && size > 0 && size <= 100_000, "no player, no action, or too many");
    need(this.parameters.length === this.ring.names.length, "a variable is not a parameter");
    this.payoffs = fields(s.get("payoffs"), "payoffs", players).map((cells) =>
      items(cells, "payoffs", size).map((p) => this.ring.read(p, "payoff")));
  }

  /** The place of a profile in C order. */
  place(profile) {
    return items(profile, "profile", this.shape.length).reduce((at, action, i) => {
      need(Number.isInteger(action) && action >= 0 && action < this.shape[i], "profile: no such profile");
      return at * this.shape[i] + action;
    }, 0);
  }

  gain(profile, i, to) {
    const own = entry(this.payoffs, i, "player");
    return this.ring.less(own[this.place(profile.with(i, to))], own[this.place(profile)]);
  }

  exists(proof, known) {
    const [profile, best] = proofOf(proof, "profile", "profile best");
    this.place(profile);
    const others = this.shape.flatMap((n, i) =>
      Array.from({ length: n }, (_, a) => [i, a]).filter(([, a]) => a !== profile[i]));
    items(best, "best", others.length).forEach((node, k) =>
      this.refute(node, [...known, fact(">", this.gain(profile, ...others[k]))]));
  }

  fails(proof, known) {
    const [deviations] = proofOf(proof, "table", "deviations");
    items(deviations, "deviations", this.payoffs[0].length).forEach((data, at) => {
      const [profile, i, to, node] = fields(data, "deviation", "profile player to node");
      need(this.place(profile) === at, "deviations: one per profile, in order");
      this.refute(node, [...known, fact(">=", this.ring.minus(this.gain(profile, i, to)))]);
    });
  }
}

// --- intervals ------------------------------------------------------------------------------------
// [a, b] stands for [a 2^-96, b 2^-96]; lower ends are rounded down, upper ends up.

const P = 96n, ONE = 1n << P, LIMIT = 1n << 1024n;
const NOTHING = [0n, 0n];

const enclose = (q) => [floor(q.n << P, q.d), ceil(q.n << P, q.d)];
const least = (values) => values.reduce((a, b) => (b < a ? b : a));
const most = (values) => values.reduce((a, b) => (b > a ? b : a));
const add = (a, b) => [a[0] + b[0], a[1] + b[1]];
const sub = (a, b) => [a[0] - b[1], a[1] - b[0]];
const ends = (q) => ({ n: q, d: ONE });
const bounded = (a) => {
  need(a[0] >= -LIMIT && a[1] <= LIMIT, "an interval is too large");
  return a;
};

function mul(a, b) {
  const p = [a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]];
  return bounded([least(p) >> P, -(-most(p) >> P)]);
}

const dot = (a, b) => a.reduce((total, x, k) => add(total, mul(x, b[k])), NOTHING);

function divide(a, b) {
  need(b[0] > 0n || b[1] < 0n, "division by an interval that holds zero");
  return mul(a, [floor(ONE * ONE, b[1]), ceil(ONE * ONE, b[0])]);
}

function power(a, n) {
  const [lo, hi] = n % 2 ? a : [most([0n, a[0], -a[1]]), most([-a[0], a[1]])];
  need(n * bits(most([-lo, hi])) <= 1 << 15, "a power is too large");
  const e = BigInt(n), shift = P * (e - 1n);
  return [lo ** e >> shift, -(-(hi ** e) >> shift)];
}

function root(n) { // the largest r with r r <= n
  if (n < 2n) return n;
  let r = 1n << BigInt((bits(n) + 1) >> 1);
  for (;;) {
    const next = (r + n / r) >> 1n;
    if (next >= r) return r;
    r = next;
  }
}

function sqrt(a) {
  need(a[0] >= 0n, "square root of an interval with negative numbers");
  const high = root(a[1] << P);
  return [root(a[0] << P), high + BigInt(high * high < a[1] << P)];
}

// log and exp are computed with F bits behind the point; less than 2^-160 of the value is wrong,
// and 2 units and 2^-120 of it are added on either side.
const F = 400n, FINE = 1n << F;
const near = (fine) => { // fine 2^-F
  const units = fine < 0n ? -(-fine >> (F - P)) : fine >> (F - P);
  const margin = 2n + (big(units) >> 120n);
  return [units - margin, units + margin];
};

function logarithm(n, d) { // of n/d > 0, times 2^F: n/d = m 2^e, log m = 2 artanh((m - 1)/(m + 1))
  const e = BigInt(bits(n) - bits(d));
  const m = e >= 0n ? (n << F) / (d << e) : (n << (F - e)) / d;
  const z = ((m - FINE) << F) / (m + FINE), square = (z * z) >> F;
  let sum = 0n;
  for (let term = z, k = 1n; term; term = (term * square) / FINE, k += 2n) sum += term / k;
  return 2n * sum + (e ? e * LOG2 : 0n);
}
// log 2 = 2 artanh(1/3)
const LOG2 = (() => {
  let sum = 0n;
  for (let term = FINE / 3n, k = 1n; term; term /= 9n, k += 2n) sum += term / k;
  return 2n * sum;
})();

function exponential(x) { // x 2^-96, times 2^F: exp(x) = exp(r / 256)^256 2^k
  const fine = x << (F - P), k = floor(fine, LOG2), r = (fine - k * LOG2) >> 8n;
  let value = FINE;
  for (let term = FINE, n = 1n; ; n++) {
    term = (term * r) / (n << F);
    if (!term) break;
    value += term;
  }
  for (let n = 0; n < 8; n++) value = (value * value) >> F;
  return k >= 0n ? value << k : value >> -k;
}

function log(a) {
  need(a[0] > 0n, "logarithm of an interval with numbers that are not positive");
  return [near(logarithm(a[0], ONE))[0], near(logarithm(a[1], ONE))[1]];
}

function exp(a) {
  need(a[1] <= 600n * ONE, "an exponential is too large");
  const [low, high] = a.map((x) => (x < -300n * ONE ? [-2n, 2n] : near(exponential(x))));
  return [low[0] > 0n ? low[0] : 0n, high[1]];
}

// --- tapes ----------------------------------------------------------------------------------------

const BINARY = ["+", "-", "*", "/"];
const COST = new Map([["log", 300], ["exp", 180], ["^", 10], ["*", 6], ["/", 7], ["sqrt", 12]]);
const INTERVALS = { "+": add, "-": sub, "*": mul, "/": divide, "^": power, log, exp, sqrt };
const MAX_EXACT = 1 << 14; // bits of an exact value

/** Values at a point that are rational in an obvious way: log 1, exp 0, roots of squares. */
const EXACT = {
  "+": plus, "-": (a, b) => plus(a, minus(b)), "*": times, "/": over,
  "^": (a, n) => ({ n: a.n ** BigInt(n), d: a.d ** BigInt(n) }),
  log: (x) => (need(compare(x, UNIT) === 0, "log is not rational at the point"), ZERO),
  exp: (x) => (need(x.n === 0n, "exp is not rational at the point"), UNIT),
  sqrt: (x) => {
    const y = x.n > 0n ? ratio(root(x.n), root(x.d)) : ZERO;
    need(compare(times(y, y), x) === 0, "sqrt is not rational at the point");
    return y;
  },
};

class Tape {
  constructor(data, size, budget) {
    this.budget = budget;
    this.nodes = [];
    this.orders = new Map();
    this.derivatives = new Map();
    this.length = items(data, "tape").length;
    data.forEach((operation, k) => {
      const [op, ...rest] = items(operation, "tape");
      if (op === "c") {
        this.constant(rational(items(rest, "tape", 1)[0], "tape"));
        return;
      }
      need(op === "v" || Object.hasOwn(INTERVALS, op), "tape: an unknown operation");
      const limits = op === "v" ? [size] : op === "^" ? [k, 201] : BINARY.includes(op) ? [k, k] : [k];
      items(rest, "tape", limits.length);
      const good = rest.every((a, i) => Number.isInteger(a) && a >= 0 && a < limits[i]);
      need(good && (op !== "^" || rest[1] > 0), "tape: no such entry or power");
      this.put(op, ...rest);
    });
    this.zero = this.constant(ZERO);
  }

  put(op, a, b = null) {
    need(this.nodes.length < MAX_TAPE, "tape: too long");
    this.nodes.push({ op, a, b });
    return this.nodes.length - 1;
  }

  constant(value) {
    return this.put("c", enclose(value), value);
  }

  inputs(k) {
    const { op, a, b } = this.nodes[k];
    return op === "v" || op === "c" ? [] : BINARY.includes(op) ? [a, b] : [a];
  }

  /** The nodes that `roots` depend on, arguments first. */
  order(roots) {
    const key = roots.join();
    if (!this.orders.has(key)) {
      const last = roots.length ? Math.max(...roots) : 0, wanted = new Set(roots);
      this.budget.spend(last);
      for (let k = last; k >= 0; k--) {
        if (wanted.has(k)) for (const input of this.inputs(k)) wanted.add(input);
      }
      this.orders.set(key, [...wanted].sort((a, b) => a - b));
    }
    return this.orders.get(key);
  }

  /** Values of the nodes `roots`: intervals over a box, or exact numbers at a point. */
  values(box, roots, rules = INTERVALS) {
    const found = new Map(), exact = rules === EXACT;
    for (const k of this.order(roots)) {
      const { op, a, b } = this.nodes[k];
      this.budget.spend((COST.get(op) ?? 3) + (op === "^" ? 2 * b : 0));
      let value;
      if (op === "v") value = box[a];
      else if (op === "c") value = exact ? b : a;
      else if (op === "^" || (op === "*" && a === b)) {
        const n = op === "^" ? b : 2, x = found.get(a);
        need(!exact || n * (bits(x.n) + bits(x.d)) < MAX_EXACT, "a value is too large");
        value = rules["^"](x, n);
      } else value = rules[op](...this.inputs(k).map((input) => found.get(input)));
      if (exact) {
        const size = bits(value.n) + bits(value.d);
        need(size < MAX_EXACT, "a value is too large");
        this.budget.spend(size >> 3);
      } else bounded([-most([-value[0], value[1]]), most([-value[0], value[1]])]);
      found.set(k, value);
    }
    return roots.map((k) => found.get(k));
  }

  value(box, node) {
    return this.values(box, [node])[0];
  }

  exact(point, node) {
    return this.values(point, [node], EXACT)[0];
  }

  /** The node of the derivative in variable j; appends what it needs. */
  derivative(node, j) {
    for (const k of this.order([node])) {
      const key = `${k},${j}`;
      if (!this.derivatives.has(key)) {
        this.budget.spend(10);
        this.derivatives.set(key, this.rule(k, j));
      }
    }
    return this.derivatives.get(`${node},${j}`);
  }

  rule(k, j) {
    const { op, a, b } = this.nodes[k], { zero } = this;
    if (op === "v" || op === "c") return op === "v" && a === j ? this.constant(UNIT) : zero;
    const [da, db = zero] = this.inputs(k).map((input) => this.derivatives.get(`${input},${j}`));
    if (da === zero && db === zero) return zero;
    switch (op) {
      case "*": {
        const parts = [[da, b], [db, a]].filter(([d]) => d !== zero).map((pair) => this.put("*", ...pair));
        return parts.length === 1 ? parts[0] : this.put("+", ...parts);
      }
      case "/": return this.put("/", this.put("-", da, this.put("*", db, k)), b);
      case "exp": return this.put("*", da, k);
      case "log": return this.put("/", da, a);
      case "sqrt": return this.put("/", da, this.put("+", k, k));
      case "^": {
        const scaled = this.put("*", this.constant(ratio(BigInt(b))), da);
        return b > 1 ? this.put("*", this.put("^", a, b - 1), scaled) : scaled;
      }
      default: return this.put(op, da, db);
    }
  }
}

// --- boxes: `empty-box` ---------------------------------------------------------------------------

function readBox(data, size) {
  return items(data, "box", size).map((pair) => {
    const [lo, hi] = items(pair, "box", 2).map((end) => rational(end, "box"));
    need(compare(lo, hi) <= 0, "box: a lower end is above the upper end");
    return [lo, hi];
  });
}

const outer = (box) => box.map(([lo, hi]) => [enclose(lo)[0], enclose(hi)[1]]);
const centre = (box) => box.map(([a, b]) => [(a + b) >> 1n, (a + b) >> 1n]);
const inside = (part, whole) => part.every(([a, b], k) => whole[k][0] <= a && b <= whole[k][1]);
const insideExactly = (part, whole) =>
  part.every(([a, b], k) => compare(whole[k][0], a) <= 0 && compare(b, whole[k][1]) <= 0);

/** The leaves of a tree in preorder with their boxes. */
function* leaves(tree, box, budget, own) {
  const stack = [box];
  for (const token of items(tree, "tree")) {
    need(stack.length, "the tree goes on after its end");
    const part = stack.pop();
    budget.spend(part.length);
    if (items(token, "token")[0] === "s") {
      const [, j] = items(token, "token", 2);
      need(own.includes(j), "a tree bisects a variable that is not its own");
      const [a, b] = part[j], cut = (a + b) >> 1n;
      stack.push(part.with(j, [cut, b]), part.with(j, [a, cut]));
    } else yield [token, part];
  }
  need(stack.length === 0, "the tree ends before every box is settled");
}

class Boxes {
  constructor(s, budget) {
    this.names = labels(s.get("variables"), "variables");
    this.budget = budget;
    need(this.names.length <= MAX_VARIABLES, "too many variables");
    this.box = readBox(s.get("box"), this.names.length);
    this.tape = new Tape(s.get("tape"), this.names.length, budget);
    this.constraints = items(s.get("constraints"), "constraints").map((data) => {
      const [name, text, node, ...bounds] = fields(data, "constraint", "name text node lo hi");
      names([text], "constraint");
      need(Number.isInteger(node) && node < this.tape.length, "constraint: not on the tape");
      const [lo, hi] = bounds.map((end) => (end === null ? null : rational(end, "constraint")));
      return { name, node, lo, hi };
    });
    names(this.constraints.map((c) => c.name), "constraints");
    this.parameters = names(listed(s.get("parameters")), "parameters");
    need(this.parameters.every((p) => this.names.includes(p)), "a parameter is not a variable");
    this.region = names(listed(s.get("region")), "region").map((name) => {
      const found = this.constraints.find((c) => c.name === name);
      need(found, "region: not a constraint");
      return found;
    });
  }

  /** The sample lies in the box and satisfies the region, which speaks of parameters only. */
  inhabited(sample) {
    const texts = fields(sample, "sample", this.parameters), { tape } = this;
    const own = this.parameters.map((p) => this.names.indexOf(p));
    const point = this.box.map(([lo]) => lo);
    own.forEach((v, k) => { point[v] = rational(texts[k], "sample"); });
    need(insideExactly(point.map((x) => [x, x]), this.box), "the sample lies outside the box");
    for (const { name, node, lo, hi } of this.region) {
      const inputs = tape.order([node]).filter((k) => tape.nodes[k].op === "v");
      need(inputs.every((k) => own.includes(tape.nodes[k].a)), "region: mentions more than the parameters");
      let [low, high] = tape.value(point.map(enclose), node).map(ends);
      try {
        low = high = tape.exact(point, node);
      } catch (error) {
        if (!(error instanceof Refused)) throw error; // irrational: the enclosure has to do
      }
      need((lo === null || compare(lo, low) <= 0) && (hi === null || compare(high, hi) <= 0),
        `the sample does not satisfy ${name}`);
    }
  }

  /** Whether sum y f stays below what the bounds allow, by the mean value form. */
  impossible(weights, box) {
    const middle = centre(box), { tape } = this;
    let total = NOTHING, slope = box.map(() => NOTHING), bound = ZERO;
    for (const [{ node, lo, hi }, y] of weights) {
      const end = y.n > 0n ? lo : hi;
      if (end === null) return false;
      bound = plus(bound, times(y, end));
      const weight = enclose(y);
      total = add(total, mul(weight, tape.value(middle, node)));
      const gradient = tape.values(box, box.map((_, j) => tape.derivative(node, j)));
      slope = slope.map((s, j) => add(s, mul(weight, gradient[j])));
    }
    const high = add(total, dot(slope, box.map((x, j) => sub(x, middle[j]))))[1];
    return compare(ends(high), bound) < 0;
  }

  prove(verdict, proof, sample) {
    this.inhabited(sample);
    const [tree] = proofOf(proof, "boxes", "tree"), used = new Set();
    const every = this.box.map((_, v) => v);
    for (const [token, box] of leaves(tree, outer(this.box), this.budget, every)) {
      const [leaf, data] = items(token, "token", 2);
      let good;
      if (leaf === "n") {
        const { name, node, lo, hi } = entry(this.constraints, data, "token");
        const [low, high] = this.tape.value(box, node).map(ends);
        good = (lo !== null && compare(high, lo) < 0) || (hi !== null && compare(hi, low) < 0);
        used.add(name);
      } else {
        need(leaf === "m", "unknown token");
        const weights = items(data, "token", this.constraints.length)
          .map((y, k) => [this.constraints[k], rational(y, "token")]).filter(([, y]) => y.n !== 0n);
        good = this.impossible(weights, box);
        for (const [{ name }] of weights) used.add(name);
      }
      need(good, `a box is not refuted by ${canonical(token)}`);
    }
    return used;
  }
}

// --- all pure equilibria: `equilibria` ------------------------------------------------------------
// A face is a text of one digit per variable: 0 lower end, 1 upper end, 2 strictly inside (free).
// A root is a zero of the free f_v on a face: unique in `wide`, in `tight`, between rational `ends`.

class Game {
  constructor(s, budget) {
    const size = labels(s.get("variables"), "variables").length;
    need(size > 0 && size <= 8, "no variable or too many");
    this.budget = budget;
    this.every = Array.from({ length: size }, (_, v) => v);
    this.exact = readBox(s.get("box"), size);
    need(this.exact.every(([lo, hi]) => compare(lo, hi) < 0), "box: a variable without a choice");
    this.box = outer(this.exact);
    this.tape = new Tape(s.get("tape"), size, budget);
    const players = items(s.get("players"), "players").map((p) => fields(p, "player", "name variables"));
    labels(players.map(([name]) => name), "players");
    this.own = players.map(([, own]) => items(own, "players"));
    this.u = items(s.get("payoffs"), "payoffs", players.length);
    const chosen = this.own.flat();
    need(chosen.length === size && this.every.every((v) => chosen.includes(v)) &&
      this.own.every((own) => own.length), "players: not disjoint actions");
    need(this.u.every((k) => Number.isInteger(k) && k < this.tape.length), "payoffs: not on the tape");
    const { tape } = this;
    const owner = this.every.map((v) => this.u[this.own.findIndex((own) => own.includes(v))]);
    this.f = this.every.map((v) => tape.derivative(owner[v], v));
    this.h = this.f.map((f) => this.every.map((w) => tape.derivative(f, w)));
    this.listed = items(s.get("equilibria"), "equilibria").map((box) => readBox(box, size));
    this.listed.forEach((one, i) => this.listed.slice(i + 1).forEach((two) => {
      const apart = one.some((a, v) => compare(a[1], two[v][0]) < 0 || compare(two[v][1], a[0]) < 0);
      need(apart, "two boxes of equilibria overlap");
    }));
  }

  face(face) {
    return this.every.map((v) => (face[v] === "2" ? this.box[v] : enclose(this.exact[v][Number(face[v])])));
  }

  free(face) {
    return this.every.filter((v) => face[v] === "2");
  }

  /** The box with its free variables at their midpoints. */
  middle(box, face) {
    const at = centre(box);
    return this.every.map((v) => (face[v] === "2" ? at[v] : box[v]));
  }

  /** m - Y f(m) + (1 - Y J(X)) (X - m), which holds every zero in X (Krawczyk 1969). */
  krawczyk(box, face, inverse) {
    const free = this.free(face), middle = this.middle(box, face);
    const offset = free.map((v) => sub(box[v], middle[v]));
    const f = this.tape.values(middle, free.map((v) => this.f[v]));
    const columns = free.map((w) => this.tape.values(box, free.map((v) => this.h[v][w])));
    return free.map((v, i) => {
      const rest = free.map((w, k) => sub(v === w ? [ONE, ONE] : NOTHING, dot(inverse[i], columns[k])));
      return add(sub(middle[v], dot(inverse[i], f)), dot(rest, offset));
    });
  }

  /** A box that holds exactly one zero on the face, made narrower by eight steps. */
  root(data, face) {
    const [pairs, rows, ...more] = items(data, "root");
    need(more.length <= 1, "root: too many entries");
    const free = this.free(face), wide = this.face(face);
    outer(readBox(pairs, free.length)).forEach((x, k) => { wide[free[k]] = x; });
    const inverse = items(rows, "root", free.length).map((row) =>
      items(row, "root", free.length).map((e) => enclose(rational(e, "root"))));
    const image = this.krawczyk(wide, face, inverse);
    need(free.every((v, k) => wide[v][0] < image[k][0] && image[k][1] < wide[v][1]),
      `a root of face ${face} is not proved`);
    const found = { face, wide, tight: [...wide], ends: this.every.map((v) => {
      const end = this.exact[v][Number(face[v]) % 2];
      return [end, end];
    }) };
    if (more.length) { // the zero itself
      items(more[0], "root", free.length).forEach((text, k) => {
        const x = rational(text, "root");
        found.ends[free[k]] = [x, x];
        found.tight[free[k]] = enclose(x);
      });
      need(inside(found.tight, wide) && free.every((v) => this.flat(v, found)), "an exact root is no zero");
      return found;
    }
    for (let n = 0; n < 8; n++) {
      this.krawczyk(found.tight, face, inverse).forEach(([a, b], k) => {
        const v = free[k], [low, high] = found.tight[v];
        found.tight[v] = [most([low, a]), least([high, b])];
        found.ends[v] = found.tight[v].map(ends);
      });
    }
    return found;
  }

  /** Rational ends of the range of f_v on x.tight; exact at a known point. */
  slope(v, x) {
    const [low, high] = this.tape.value(x.tight, this.f[v]);
    if ((low === 0n && high === 0n) || low > 0n || high < 0n) return [ends(low), ends(high)];
    if (x.ends.length && x.ends.every(([a, b]) => compare(a, b) === 0)) {
      const value = this.tape.exact(x.ends.map(([a]) => a), this.f[v]);
      return [value, value];
    }
    const free = this.free(x.face), middle = this.middle(x.tight, x.face);
    const slopes = this.tape.values(x.tight, free.map((w) => this.h[v][w]));
    const mean = add(this.tape.value(middle, this.f[v]),
      dot(slopes, free.map((w) => sub(x.tight[w], middle[w]))));
    return [ends(most([low, mean[0]])), ends(least([high, mean[1]]))];
  }

  flat(v, x) {
    return this.slope(v, x).every((end) => end.n === 0n);
  }

  /** Whether no point of x.tight is an equilibrium on the face. */
  excluded(token, x) {
    const [kind, i, ...to] = token;
    if (kind === "h" && !to.length) {
      return entry(x.face, i, "token") === "2" && this.tape.value(x.tight, this.h[i][i])[0] > 0n;
    }
    if (kind === "n" && !to.length) {
      const face = entry(x.face, i, "token"), [low, high] = this.slope(i, x);
      return (low.n > 0n && face !== "1") || (high.n < 0n && face !== "0");
    }
    need(kind === "d" && to.length === 1, "unknown token");
    const own = entry(this.own, i, "token"), moved = [...x.tight];
    items(to[0], "token", own.length).forEach((text, k) => {
      const t = rational(text, "token"), [lo, hi] = this.exact[own[k]];
      need(compare(lo, t) <= 0 && compare(t, hi) <= 0, "a deviation leaves the box");
      moved[own[k]] = enclose(t);
    });
    return this.tape.value(moved, this.u[i])[0] > this.tape.value(x.tight, this.u[i])[1];
  }

  /** Whether u_i(t) <= u_i(x) for all replies in the box t. */
  worse(token, i, t, x) {
    const own = this.own[i], { tape } = this, [kind, given] = token;
    if (kind === "w" && token.length === 1) {
      return tape.value(t, this.u[i])[1] <= tape.value(x.tight, this.u[i])[0];
    }
    const hull = t.map(([a, b], v) => [least([a, x.tight[v][0]]), most([b, x.tight[v][1]])]);
    tape.value(hull, this.u[i]); // the payoff is defined there
    const d = own.map((v) => { // no reply is below a lower end or above an upper end
      const [low, high] = sub(t[v], x.tight[v]);
      return [x.face[v] === "0" && low < 0n ? 0n : low, x.face[v] === "1" && high > 0n ? 0n : high];
    });
    if (kind === "g" && token.length === 1) {
      return dot(tape.values(hull, own.map((v) => this.f[v])), d)[1] <= 0n;
    }
    need(kind === "c" && token.length === 2, "unknown token");
    const weight = items(given, "token", own.length).map((w) => rational(w, "token"));
    need(weight.every((w) => w.n >= 0n), "token: a weight is negative");
    return own.every((v, k) => {
      const row = tape.values(hull, own.map((w) => this.h[v][w]));
      if (weight[k].n > 0n) { // diagonally dominant and negative
        const sum = own.reduce((total, _, j) => {
          const size = j === k ? row[j][1] : most([-row[j][0], row[j][1]]);
          return plus(total, times(weight[j], ends(size)));
        }, ZERO);
        return sum.n <= 0n;
      }
      const halved = own.map((_, j) => mul(enclose(weight[j].n > 0n ? UNIT : ratio(1n, 2n)), row[j]));
      const bracket = add(tape.value(x.tight, this.f[v]), dot(halved, d));
      return mul(bracket, d[k])[1] <= 0n;
    });
  }

  /** A root is an equilibrium in `box`: strictly inside or of first order, then best replies. */
  equilibrium(x, box, replies) {
    for (const v of this.every) {
      const [falls, rises] = this.slope(v, x), [low, high] = x.ends[v], [lo, hi] = this.exact[v];
      const good = { 0: rises.n <= 0n, 1: falls.n >= 0n, 2: compare(lo, low) < 0 && compare(high, hi) < 0 };
      need(good[x.face[v]], "equilibrium: a variable is not of first order");
    }
    need(insideExactly(x.ends, box), "equilibrium: not in its box");
    this.tape.values(x.tight, this.u); // the payoffs are defined there
    items(replies, "replies", this.own.length).forEach((tree, i) => {
      const own = this.own[i], whole = x.tight.map((y, v) => (own.includes(v) ? this.box[v] : y));
      for (const [token, t] of leaves(tree, whole, this.budget, own)) {
        need(this.worse(token, i, t, x), "replies: a reply may be better");
      }
    });
  }

  /** Whether a root is no equilibrium, or one of another face. */
  dismissed(token, x, roots) {
    const free = this.free(x.face), [kind, q] = items(token, "token");
    if (kind === "out" && token.length === 1) {
      return free.some((v) => compare(x.ends[v][1], this.exact[v][0]) <= 0 ||
        compare(this.exact[v][1], x.ends[v][0]) <= 0);
    }
    if (kind !== "at") return this.excluded(token, x);
    need(token.length === 2, "unknown token");
    const other = entry(roots, q, "token"), fixed = free.filter((v) => other.face[v] !== "2");
    const finer = this.every.every((v) => x.face[v] === "2" || x.face[v] === other.face[v]);
    return finer && fixed.length > 0 && inside(other.tight, x.wide) &&
      fixed.every((v) => this.flat(v, other));
  }

  prove(verdict, proof, sample) {
    fields(sample, "sample", "");
    need(verdict === "equilibria" || (verdict === "always") === this.listed.length > 0, "not listed");
    const [faces, listed, dismissed] = proofOf(proof, "nash", "faces listed dismissed");
    let keys = [""];
    for (const _ of this.every) keys = keys.flatMap((key) => ["0", "1", "2"].map((d) => key + d));
    const roots = [];
    fields(faces, "faces", keys).forEach((data, k) => {
      const [found, tree] = fields(data, "face", "roots tree"), face = keys[k];
      const here = items(found, "roots").map((r) => this.root(r, face));
      roots.push(...here);
      for (const [token, box] of leaves(tree, this.face(face), this.budget, this.every)) {
        const known = token[0] === "k" && token.length === 2 &&
          inside(box, entry(here, token[1], "token").wide);
        need(known || this.excluded(token, { face, tight: box, ends: [] }),
          `a box of face ${face} is not settled`);
      }
    });
    const pairs = items(listed, "listed", this.listed.length).map((data) =>
      fields(data, "listed", "root replies"));
    pairs.forEach(([r, replies], k) =>
      this.equilibrium(entry(roots, r, "listed"), this.listed[k], replies));
    const chosen = new Set(pairs.map(([r]) => r));
    const others = [...roots.keys()].filter((r) => !chosen.has(r));
    fields(dismissed, "dismissed", others.map(String)).forEach((token, k) =>
      need(this.dismissed(token, roots[others[k]], roots), `root ${others[k]} is not dismissed`));
    return new Set();
  }
}

// --- cells that leave nothing out: `region` -------------------------------------------------------

const SIGNS = new Map([["<", "-"], ["<=", "-0"], ["==", "0"], [">=", "0+"], [">", "+"], ["!=", "-+"]]);
const RELATION = (() => { // sums of terms; words are letters, digits and "_" of every language
  const word = "[\\p{L}\\p{N}_]";
  const factor = `(?:\\p{Nd}+|(?!(?:and|not|or)(?!${word}))(?!\\p{Nd})${word}+(?:\\*\\*\\p{Nd}+)?)`;
  const term = `${factor}(?:\\*${factor})*(?:/[1-9]\\p{Nd}*)?`;
  const sum = `-?${term}(?: [-+] ${term})*`;
  return new RegExp(`^(${sum}) (<=|>=|==|!=|<|>) (${sum})$`, "u");
})();

function requireCover(s, parts, budget) {
  const cells = items(s.get("cells"), "cells", parts.length);
  const tables = parts[0].get("claim") === "table";
  const same = tables ? ["claim", "variables", "players", "actions", "payoffs"] : ["players"];
  const alike = (a, b) => (a === undefined || b === undefined ? a === b : canonical(a) === canonical(b));
  cells.forEach((cell, k) => {
    const part = parts[k], claim = part.get("claim");
    const answer = claim === "table" ? part.get("verdict") : claim;
    need(answer === "never" || answer === "always", "a part of a region is no answer for a cell");
    const where = [...items(s.get("where"), "where"), ...items(cell, "cell")];
    need(alike(listed(part.get("where")), where), "a part has another region");
    for (const key of ["game", "conditions"]) {
      need(alike(part.get(key), s.get(key)), `a part has another ${key}`);
    }
    for (const key of same) need(alike(part.get(key), parts[0].get(key)), "a part is about another table");
  });
  covers(cells.map(signsOf), budget);
}

/** The signs that a cell allows of each difference of two sides. */
function signsOf(cell) {
  const allowed = new Map();
  for (const text of cell) {
    const match = typeof text === "string" && RELATION.exec(text);
    need(match, `no relation between two polynomials: ${quoted(String(text))}`);
    const key = `${match[1]} ? ${match[3]}`, signs = SIGNS.get(match[2]);
    allowed.set(key, [...(allowed.get(key) ?? "-0+")].filter((sign) => signs.includes(sign)).join(""));
  }
  return allowed;
}

/** Every combination of signs lies in a cell. */
function covers(cells, budget) {
  budget.spend(1 + cells.reduce((total, cell) => total + cell.size, 0));
  if (cells.some((cell) => cell.size === 0)) return; // a cell without demands holds everything
  need(cells.length, "the cells leave out a combination of signs");
  const [difference] = cells[0].keys();
  for (const sign of "-0+") {
    const here = cells.filter((cell) => (cell.get(difference) ?? "-0+").includes(sign));
    covers(here.map((cell) => new Map([...cell].filter(([key]) => key !== difference))), budget);
  }
}

// --- a statement and its proof --------------------------------------------------------------------

const REGION = "variables parameters region", GOALS = `${REGION} unknowns bound goals`;
const CLAIMS = new Map([ // verdicts, fields, fields that may be there, what verifies it
  ["never", ["never", `${REGION} necessary`, "functions", Question]],
  ["always", ["always", GOALS, "functions", Existence]],
  ["sometimes", ["sometimes", `${GOALS} necessary`, "functions", Existence]],
  ["table", ["never always sometimes", `${REGION} players actions payoffs`, "", Table]],
  ["empty-box", ["never", "variables box tape constraints", "parameters region", Boxes]],
  ["equilibria", ["equilibria never always", "variables players box tape payoffs equilibria", "", Game]],
]);
const COMPOUND = new Map([["all", "parts"], ["region", "cells parts"]]);

/** Verify a proof; return the names of the hypotheses that it uses. */
function verify(s, proof, sample, budget) {
  need(s instanceof Map, "statement: an object is expected");
  const claim = s.get("claim"), single = CLAIMS.get(claim);
  if (typeof claim === "string" && !single && !COMPOUND.has(claim)) throw new UnknownKind(claim);
  need(typeof claim === "string", "statement: missing: claim");
  const [verdicts, body, may] = single ?? ["", COMPOUND.get(claim), ""];
  const [, verdict, words] = fields(s, "statement", `claim verdict words ${body}`,
    `game conditions where ${may}`);
  need(items(words, "words").length, "the statement says nothing");
  for (const key of ["words", "conditions", "where"]) {
    for (const text of items(listed(s.get(key)), key)) names([text], key);
  }
  need(s.get("game") === undefined || typeof s.get("game") === "string", "game: text is expected");
  if (single) {
    need(verdicts.split(" ").includes(verdict), "the claim does not give this verdict");
    return new single[3](s, budget).prove(verdict, proof, sample);
  }
  const parts = items(s.get("parts"), "parts"), used = new Set();
  const [proofs] = proofOf(proof, claim, "parts");
  const samples = fields(sample, "sample", parts.map((_, k) => String(k)));
  need(parts.length, "no parts");
  items(proofs, "proof", parts.length).forEach((sub, k) => {
    need(parts[k] instanceof Map && !COMPOUND.has(parts[k].get("claim")), "a part has parts");
    for (const name of verify(parts[k], sub, samples[k], budget)) used.add(`${k}:${name}`);
  });
  if (claim === "region") requireCover(s, parts, budget);
  const shared = new Set(claim === "all" ? parts.map((part) => part.get("verdict")) : []);
  need(verdict === (shared.size === 1 ? [...shared][0] : claim),
    "the verdict is not the one that the parts share");
  return used;
}

/**
 * Check a certificate, given as the bytes of its file.
 * @returns {Promise<{status: string, verdict: string, sentence: string, words: string, used: string[],
 *   reason: string}>} `status` is "accepted", "refused", or "unknown": a kind that is not known
 *   here, or a browser that cannot do what is needed; then nothing is said of the certificate.
 */
async function check(bytes) {
  const result = { status: "refused", verdict: "unknown", sentence: "", words: "", used: [], reason: "" };
  try {
    const data = readJson(bytes);
    fields(data, "certificate", "format statement sha256 proof used sample made_by");
    if (data.get("format") !== FORMAT) throw new Refused(`the format is not ${FORMAT}`);
    const content = new Map(data);
    content.delete("sha256");
    need((await sha256(content)) === data.get("sha256"), "sha256 does not match the content");
    need(data.get("made_by") instanceof Map, "made_by: an object is expected");
    const statement = data.get("statement"), used = names(data.get("used"), "used");
    const found = verify(statement, data.get("proof"), data.get("sample"), new Budget());
    need(used.length === found.size && used.every((name) => found.has(name)),
      "used must name exactly what the proof uses");
    const text = sentence(statement, used);
    Object.assign(result, {
      status: "accepted", verdict: statement.get("verdict"), sentence: text, used: [...used],
      words: statement.get("words").join(" "),
    });
  } catch (error) {
    const full = error instanceof RangeError; // a number or a recursion beyond what there is room for
    if (error instanceof Refused || full) result.reason = full ? "too large to be checked" : error.message;
    else {
      result.status = "unknown";
      result.reason = error instanceof UnknownKind ? `I do not know this kind of claim: ${quoted(error.message)}`
        : `this checker failed and says nothing: ${error}`;
    }
  }
  return result;
}

// --- what was verified, in words ------------------------------------------------------------------
// A name that is no short identifier, or is a word of these sentences, stands in quotation marks.

const HEAD = 8, WIDTH = 160, PLAIN = 24;
const VOCABULARY = new Set((
  "action actions all an and are box by changing exactly exp equilibria equilibrium false for " +
  "from gains game has in is it log more nash no not of on one or others own payoff payoffs " +
  "player point profile pure real relation relations satisfies satisfy some sqrt table that the " +
  "there these true value values where which with").split(" "));

/** What a verified statement claims; `used` names the hypotheses of its proof. */
function sentence(s, used) {
  const claim = s.get("claim");
  if (COMPOUND.has(claim)) {
    const parts = s.get("parts"), left = parts.length - HEAD;
    const texts = parts.slice(0, HEAD).map((part, k) => {
      const own = used.filter((name) => name.startsWith(`${k}:`)).map((name) => name.slice(`${k}:`.length));
      return `(${k + 1}) ${sentence(part, own)}`;
    });
    if (claim === "region") texts.unshift(cellsSay(s.get("cells")));
    return texts.join(" ") + (left > 0 ? ` And ${left} more of them.` : "");
  }
  const text = SENTENCES.get(claim)(s, new Set(used)).trim();
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function cellsSay(cells) {
  const shown = joined(cells.slice(0, HEAD).map((cell) => quoted(cell.join(" and "))),
    cells.length - HEAD, "cell", "; ");
  return `The cells named by the author, ${shown}, leave nothing out; of each in turn:`;
}

const SENTENCES = new Map([
  ["never", (s, used) => {
    const given = hypothesesSay(s, [...s.get("region"), ...s.get("necessary")], used);
    if (!s.get("variables").length) return `It is false that ${given}.`;
    return `No real ${namesSay(s.get("variables"))} satisfy ${given}${functionsSay(s)}.`;
  }],
  ["always", (s, used) => `${regionSays(s, "For all", used)} ${existenceSays(s, used)}${functionsSay(s)}.`],
  ["sometimes", (s, used) =>
    `${regionSays(s, "For some", used)} ${existenceSays(s, used)}; for others no real values satisfy ` +
    `${hypothesesSay(s, s.get("necessary"), used)}${functionsSay(s)}.`],
  ["table", (s, used) => {
    const players = s.get("players");
    const size = players.map((p) => s.get("actions").get(p).length).join(" x ");
    const rows = players.slice(0, HEAD).map((p) => {
      const cells = s.get("payoffs").get(p);
      const texts = cells.slice(0, HEAD).map((q) => polySays(q, s.get("variables")));
      return `${label(p)}: ${joined(texts, cells.length - HEAD, "payoff")}`;
    });
    const shown = joined(rows, players.length - HEAD, "player", "; ");
    const has = {
      never: "no profile of actions",
      always: "a profile of actions",
      sometimes: "for some of these values, and not for others, a profile of actions",
    }[s.get("verdict")];
    const head = regionSays(s, "For all", used);
    return `${head ? `${head} the` : "The"} ${size} table of payoffs (${shown}) has ${has} from which ` +
      "no player gains by changing its own action.";
  }],
  ["empty-box", (s, used) => {
    const formulas = tapeSays(s.get("tape"), s.get("variables"));
    const text = (c) => {
      const formula = formulas[c.get("node")];
      const [low, high] = ["lo", "hi"].map((end) => c.get(end) && numberSays(c.get(end)));
      if (low !== null && c.get("lo") === c.get("hi")) return `${formula} = ${low}`;
      return (low ? `${low} <= ` : "") + formula + (high ? ` <= ${high}` : "");
    };
    const found = usedFirst(s.get("constraints"), used, text);
    return `No point of the box ${boxSays(s, s.get("box"))} satisfies ${found}.`;
  }],
  ["equilibria", (s) => {
    const formulas = tapeSays(s.get("tape"), s.get("variables")), players = s.get("players");
    const payoffs = players.map((p, i) => `${label(p.get("name"))}: ${formulas[s.get("payoffs")[i]]}`);
    const boxes = s.get("equilibria"), count = boxes.length;
    const shown = joined(boxes.slice(0, HEAD).map((box) => `(${boxSays(s, box)})`), count - HEAD, "box");
    const where = count ? (count === 1 ? ", in " : ", one in each of ") + shown : "";
    const own = players.map((p) => `${label(p.get("name"))} chooses ` +
      namesSay(p.get("variables").map((i) => s.get("variables")[i])));
    return `The game with payoffs (${head(payoffs, "payoff")}) on the box ${boxSays(s, s.get("box"))}, ` +
      `where ${head(own, "player")}, has ${count ? `exactly ${count}` : "no"} pure Nash ` +
      `${count < 2 ? "equilibrium" : "equilibria"}${where}.`;
  }],
]);

function existenceSays(s, used) {
  const boxes = s.get("bound").map((side) => sideSays(...side)), unknowns = s.get("unknowns");
  const some = unknowns.length ? `there are real ${namesSay(unknowns)} with` : "it is true that";
  const forall = boxes.length ? `, for all ${head(boxes, "variable")}` : "";
  return `${some} ${hypothesesSay(s, s.get("goals"), used)}${forall}`;
}

function regionSays(s, quantifier, used) {
  if (!s.get("parameters").length) return "";
  const where = s.get("region").length ? ` with ${hypothesesSay(s, s.get("region"), used)}` : "";
  return `${quantifier} real ${namesSay(s.get("parameters"))}${where}`;
}

function hypothesesSay(s, found, used) {
  return usedFirst(found, used, (h) => hypothesisSays(h, s.get("variables"))) || "no relation at all";
}

/** Hypotheses that the proof uses come first: one of them may be what nothing satisfies. */
function usedFirst(found, used, text) {
  const first = found.filter((h) => used.has(h.get("name"))), count = first.length;
  const ranked = [...first, ...found.filter((h) => !used.has(h.get("name")))];
  const shown = Math.min(Math.max(HEAD, count), 2 * HEAD), hidden = count - shown;
  const rest = hidden > 0 ? ` and ${hidden} more that the proof uses` : "";
  return joined(ranked.slice(0, shown).map(text), found.length - Math.max(shown, count), "relation", ", ", rest);
}

function hypothesisSays(h, variables) {
  const relation = (rel, poly) => `${polySays(poly, variables)} ${rel} 0`;
  if (h.get("rel") !== "or") return relation(h.get("rel"), h.get("poly"));
  const any = h.get("any");
  const ways = any.slice(0, HEAD).map((way) =>
    way.slice(0, HEAD).map(([rel, p]) => relation(rel, p)).join(" and ") + more(way.length - HEAD, "relation"));
  const text = ways.join(any.slice(0, HEAD).some((way) => way.length > 1) ? "; or " : " or ");
  return `(${cut(text, 2 * WIDTH)}${more(any.length - HEAD, "case")})`;
}

function functionsSay(s) {
  const found = listed(s.get("functions"));
  const texts = found.slice(0, HEAD).map((f) =>
    `${label(f.get("var"))} = ${f.get("of")}(${polySays(f.get("arg"), s.get("variables"))})`);
  return found.length ? `, where ${joined(texts, found.length - HEAD, "function")}` : "";
}

function polySays(poly, variables) {
  let text = poly.length ? "" : "0";
  for (const [coefficient, exponents] of poly.slice(0, HEAD)) {
    const powers = exponents.flatMap((e, i) => (e ? [label(variables[i]) + (e > 1 ? `**${e}` : "")] : []));
    const negative = coefficient.startsWith("-"), value = numberSays(coefficient.replace("-", ""));
    const term = (value === "1" && powers.length ? powers : [value, ...powers]).join("*");
    text += text ? ` ${negative ? "-" : "+"} ${term}` : (negative ? "-" : "") + term;
  }
  return cut(text, WIDTH) + more(poly.length - HEAD, "term");
}

/** Formulas of the entries, cut as they grow. */
function tapeSays(tape, variables) {
  const found = [];
  for (const [op, a, b] of tape) {
    let text;
    if (op === "v") text = label(variables[a]);
    else if (op === "c") text = numberSays(a);
    else if (BINARY.includes(op)) text = `(${found[a]} ${op} ${found[b]})`;
    else text = op === "^" ? `${found[a]}**${b}` : `${op}(${found[a]})`;
    found.push(cut(text, WIDTH));
  }
  return found;
}

const label = (name) =>
  /^[A-Za-z_][A-Za-z0-9_]{0,23}$/.test(name) && !VOCABULARY.has(name.toLowerCase()) ? name : quoted(name);
const boxSays = (s, box) => head(box.map((side, i) => sideSays(s.get("variables")[i], ...side)), "side");
const sideSays = (name, low, high) => `${label(name)} in [${numberSays(low)}, ${numberSays(high)}]`;
const namesSay = (all) => joined(all.slice(0, 3 * HEAD).map(label), all.length - 3 * HEAD, "variable");
const head = (texts, what) => joined(texts.slice(0, HEAD), texts.length - HEAD, what);
const joined = (texts, left, what, comma = ", ", rest = "") => texts.join(comma) + rest + more(left, what);
const more = (left, what) =>
  left > 0 ? ` and ${left} more ${what}${left > 1 ? (what.endsWith("x") ? "es" : "s") : ""}` : "";
const cut = (text, width) => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);

/** A number exactly if it is short, else six of its digits. */
function numberSays(text) {
  if (text.length <= PLAIN) return text;
  const { n, d } = rational(text, "number"), shift = BigInt(66 + bits(d) - bits(n));
  const [up, down] = shift > 0n ? [big(n) << shift, d] : [big(n), d << -shift];
  const sticky = up % down ? 1n : 0n; // 66 bits and whether there are more: rounded once
  const value = Number((up / down) << 1n | sticky) * 2 ** Math.max(-1000, -Number(shift) - 1) *
    2 ** Math.min(0, 999 - Number(shift));
  if (value === 0 || !Number.isFinite(value)) return cut(text, PLAIN);
  const [digits, exponent] = value.toExponential(5).split("e"), e = Number(exponent);
  const short = (t) => (t.includes(".") ? t.replace(/\.?0+$/, "") : t);
  const shown = e < -4 || e > 5 ? `${short(digits)}e${e < 0 ? "-" : "+"}${String(Math.abs(e)).padStart(2, "0")}`
    : short(value.toFixed(5 - e));
  return `about ${n < 0n ? "-" : ""}${shown}`;
}

if (typeof module !== "undefined") module.exports = { check };
