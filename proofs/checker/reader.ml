(* From the text of a certificate to the types of the extracted checker.

   Not proved: this file, json.ml and main.ml say what the text of a certificate means. They refuse
   what is not of the form of FORMAT.md; each polynomial is held against `good`. *)
open Checker
open Json

exception Not_covered of string

(* --- numbers ------------------------------------------------------------------------------------- *)

let nat k =
  let rec go k n = if k <= 0 then n else go (k - 1) (S n) in
  go k O

(* a decimal text is halved again and again; the remainders are the bits *)
let positive_of_digits digits =
  let halve text =
    let out = Buffer.create (String.length text) and carry = ref 0 in
    String.iter (fun c ->
        let v = (10 * !carry) + Char.code c - 48 in
        if Buffer.length out > 0 || v / 2 > 0 then Buffer.add_char out (Char.chr (48 + (v / 2)));
        carry := v mod 2) text;
    (Buffer.contents out, !carry) in
  let rec bits text found =
    if text = "" then found
    else
      let rest, bit = halve text in
      bits rest (bit :: found) in
  match bits digits [] with
  | 1 :: rest -> List.fold_left (fun p b -> if b = 1 then XI p else XO p) XH rest
  | _ -> refuse "a number is not positive"

let number = function
  | Text s when String.length s <= 4000 && s <> "" ->
      let negative = s.[0] = '-' in
      let body = if negative then String.sub s 1 (String.length s - 1) else s in
      let digits t = t <> "" && t.[0] <> '0' && String.for_all (fun c -> c >= '0' && c <= '9') t in
      let over top below =
        if not (digits top) then refuse "not a number";
        let p = positive_of_digits top in
        { qnum = (if negative then Zneg p else Zpos p); qden = below } in
      if s = "0" then { qnum = Z0; qden = XH }
      else (
        match String.index_opt body '/' with
        | None -> over body XH
        | Some k ->
            let below = String.sub body (k + 1) (String.length body - k - 1) in
            if (not (digits below)) || below = "1" then refuse "not a number";
            let q = over (String.sub body 0 k) (positive_of_digits below) in
            if not (lowest q) then refuse "a number is not in lowest terms";
            q)
  | _ -> refuse "not a number"

(* --- the form -------------------------------------------------------------------------------------- *)

let items = function List l -> l | _ -> refuse "a list is expected"
let text = function Text s -> s | _ -> refuse "a text is expected"
let index = function Int k -> k | _ -> refuse "an index is expected"

let fields ?(may = []) need = function
  | Object o ->
      let has k = List.mem_assoc k o in
      if not (List.for_all has need && List.for_all (fun (k, _) -> List.mem k need || List.mem k may) o)
      then refuse "a field is missing or unknown";
      fun key -> (match List.assoc_opt key o with Some v -> v | None -> List [])
  | _ -> refuse "an object is expected"

let has key = function Object o -> List.mem_assoc key o | _ -> refuse "an object is expected"

let lines l =
  let found = List.map text (items l) in
  let control c = c < ' ' || c = '\127' in
  if List.exists (fun s -> String.trim s = "" || String.exists control s) found then
    refuse "lines are expected";
  if List.length (List.sort_uniq compare found) <> List.length found then
    refuse "distinct lines are expected";
  found

let rec same_length l m =
  match (l, m) with [], [] -> () | _ :: l, _ :: m -> same_length l m | _ -> refuse "another length"

(* --- statements ------------------------------------------------------------------------------------ *)

type context = { names : string list; mutable taken : string list }

let place names name =
  let rec go k = function
    | [] -> refuse "an unknown name"
    | n :: r -> if n = name then k else go (k + 1) r in
  go 0 names

let variable c name = place c.names (text name)

let power e = match e with 0 -> N0 | e -> Npos (positive_of_digits (string_of_int e))

let poly c data =
  let entry pair =
    match items pair with
    | [ a; powers ] -> (number a, List.map (fun e -> power (index e)) (items powers))
    | _ -> refuse "a polynomial is made of pairs" in
  let p = List.map entry (items data) in
  if not (good (nat (List.length c.names)) p) then refuse "a polynomial in another form";
  p

let relation c rel p =
  let r = match text rel with
    | "=" -> Equal | ">=" -> NotBelow | ">" -> Above | _ -> refuse "unknown relation" in
  (r, poly c p)

let hypothesis c need entry =
  let either = (match entry with
    | Object o -> List.assoc_opt "rel" o = Some (Text "or") | _ -> false) in
  let body = if either then "any" else "poly" in
  let get = fields ~may:[ "because" ] ([ "name"; "text"; "rel"; body ] @ need) entry in
  ignore (lines (List [ get "text" ]));
  let name = List.hd (lines (List [ get "name" ])) in
  if List.mem name c.taken then refuse "a name is there twice";
  c.taken <- name :: c.taken;
  if not either then One (relation c (get "rel") (get "poly"))
  else
    let pair r = match items r with [ rel; p ] -> relation c rel p | _ -> refuse "a pair" in
    let case l = match items l with [] -> refuse "no relation" | l -> List.map pair l in
    match items (get "any") with
    | [] -> refuse "no alternative"
    | l -> Any (List.map case l)

let hypotheses c data = List.map (hypothesis c []) (items data)

let question c get =
  let parameters = List.map (place c.names) (lines (get "parameters")) in
  let entry data =
    let get = fields [ "var"; "of"; "arg" ] data in
    let which = match text (get "of") with
      | "log" -> Log | "exp" -> Exp | _ -> refuse "an unknown function" in
    { which; at_var = nat (variable c (get "var")); arg = poly c (get "arg") } in
  let functions = List.map entry (items (get "functions")) in
  { parameters = List.map nat parameters; functions;
    region = hypotheses c (get "region") }

(* a point gives a value to every parameter *)
let point c q data =
  let named = List.mapi (fun i n -> (nat i, n)) c.names in
  let own = List.map (fun p -> List.assoc p named) q.parameters in
  let get = fields own data in
  List.map2 (fun p n -> (p, number (get n))) q.parameters own

(* --- proofs ---------------------------------------------------------------------------------------- *)

let kind_of data =
  match data with
  | Object o -> (
      match (List.assoc_opt "k" o, List.assoc_opt "kind" o) with
      | Some k, _ -> (text k, "k")
      | None, Some k -> (text k, "kind")
      | _ -> refuse "a proof without a kind")
  | _ -> refuse "an object is expected"

let identity c data =
  let get = fields ~may:[ "ideal" ] [ "k"; "terms" ] data in
  if get "k" <> Text "psatz" then refuse "unknown kind of node";
  let term t =
    let get = fields ~may:[ "sq"; "h" ] [ "c" ] t in
    { coefficient = number (get "c"); squares = List.map (poly c) (items (get "sq"));
      factors = List.map (fun i -> nat (index i)) (items (get "h")) } in
  let multiple pair =
    match items pair with
    | [ i; f ] -> (nat (index i), poly c f)
    | _ -> refuse "a multiple is a pair" in
  { terms = List.map term (items (get "terms")); ideal = List.map multiple (items (get "ideal")) }

(* `vacuous` and `leaf` read what is not a case; the children of a node are nodes *)
let rec tree : 'l. context -> (Json.t -> 'l tree) -> Json.t -> 'l tree =
  fun c other data ->
  let kind, key = kind_of data in
  match kind with
  | "sign" | "split" ->
      if (kind = "sign") <> (key = "k") then refuse "split: another key";
      let get = fields [ key; "p"; "neg"; "zero"; "pos" ] data in
      let child name = tree c other (get name) in
      Sign (poly c (get "p"), child "neg", child "zero", child "pos")
  | "or" ->
      let get = fields [ "k"; "h"; "sub" ] data in
      Cases (nat (index (get "h")), List.map (tree c other) (items (get "sub")))
  | _ -> other data

let rec node c data =
  tree c (fun data ->
      if fst (kind_of data) = "vacuous" then node c (fields [ "kind"; "node" ] data "node")
      else Leaf (identity c data)) data

let over c read data =
  tree c (fun data ->
      if fst (kind_of data) = "vacuous" then
        Leaf (Vacuous (node c (fields [ "kind"; "node" ] data "node")))
      else Leaf (Proof_ (read data))) data

let axiom data =
  let rule = match data with
    | Object o -> (match List.assoc_opt "rule" o with Some r -> text r | None -> refuse "no rule")
    | _ -> refuse "an object is expected" in
  let kind, rest =
    match String.index_opt rule '-' with
    | Some k -> (String.sub rule 0 k, String.sub rule (k + 1) (String.length rule - k - 1))
    | None -> refuse "unknown axiom" in
  let kind = match kind with "log" -> Log | "exp" -> Exp | _ -> refuse "unknown axiom" in
  let spot = function
    | Null -> Nothing
    | Int k -> Function_ (nat k)
    | List [ big; small ] -> Numbers (number big, number small)
    | _ -> refuse "axiom: no function" in
  match (kind, rest) with
  | _, "bound" ->
      let get = fields [ "rule"; "i"; "j" ] data in
      Bound (kind, spot (get "i"), spot (get "j"))
  | Log, "positive-arg" | Exp, "positive" ->
      Positive (kind, nat (index (fields [ "rule"; "i" ] data "i")))
  | _, "product" ->
      let get = fields [ "rule"; "left"; "right" ] data in
      let side key =
        let pair p =
          match items p with
          | [ k; n ] ->
              if index n > 200 then refuse "axiom: not a power";
              (nat (index k), nat (index n))
          | _ -> refuse "a pair is expected" in
        let found = items (get key) in
        if List.length found > 200 then refuse "axiom: too many";
        List.map pair found in
      Product (kind, side "left", side "right")
  | _ -> refuse "unknown axiom"

let axioms data = List.map axiom (items data)

let refutation c data =
  let get = fields [ "kind"; "axioms"; "node" ] data in
  if get "kind" <> Text "psatz" then refuse "another kind of proof";
  { axioms = axioms (get "axioms"); body = node c (get "node") }

(* --- witnesses --------------------------------------------------------------------------------------- *)

let existence c get =
  let ends b =
    match items b with
    | [ v; lo; hi ] -> (nat (variable c v), (number lo, number hi))
    | _ -> refuse "bound: three entries are expected" in
  let unknowns = List.map (fun u -> nat (place c.names u)) (lines (get "unknowns")) in
  let bound = List.map ends (items (get "bound")) in
  let goal g =
    let what = hypothesis c [ "forall" ] g in
    let vs = lines (fields ~may:[ "name"; "text"; "rel"; "poly"; "any"; "because" ] [ "forall" ] g "forall") in
    { what; forall_ = List.map (fun v -> nat (place c.names v)) vs } in
  { unknowns; bound; goals = List.map goal (items (get "goals")) }

let inner c functions data =
  if has "rule" data then Fact (axiom data)
  else
    let k = (match data with
      | Object o when has "function" data -> index (List.assoc "function" o)
      | _ -> refuse "a variable cannot be defined here") in
    let f = (match List.nth_opt functions k with Some f -> f | None -> refuse "no such function") in
    let log = f.which = Log in
    let get = fields (if log then [ "var"; "function"; "positive" ] else [ "var"; "function" ]) data in
    if nat (variable c (get "var")) <> f.at_var then refuse "a function of another variable";
    Value (nat k, if log then Some (node c (get "positive")) else None)

let step c functions data =
  if has "rule" data || has "function" data then Inner (inner c functions data)
  else if has "root" data then (
    let get = fields ~may:[ "through" ]
        [ "var"; "root"; "lo"; "hi"; "order"; "at_lo"; "at_hi" ] data in
    let u = nat (variable c (get "var")) and p = poly c (get "root") in
    let lo = poly c (get "lo") and hi = poly c (get "hi") in
    let order = node c (get "order") in
    let at_lo = node c (get "at_lo") and at_hi = node c (get "at_hi") in
    match items (get "through") with
    | [] -> Root (u, p, lo, hi, order, at_lo, at_hi)
    | l -> Through (u, p, lo, hi, order, at_lo, at_hi, List.map (inner c functions) l))
  else
    let get = fields [ "var"; "num"; "den"; "positive" ] data in
    Quotient (nat (variable c (get "var")), poly c (get "num"), poly c (get "den"),
      node c (get "positive"))

let witness c functions goals data =
  let get = fields ~may:[ "axioms" ] [ "kind"; "define"; "goals" ] data in
  if get "kind" <> Text "witness" then refuse "another kind of proof";
  let steps l = List.map (step c functions) (items l) in
  let reach g proof =
    let need = (match g.what with One (Equal, _) -> [ "pos"; "neg" ] | _ -> [ "node" ]) in
    let proof = if has "k" proof then Object [ ("node", proof) ] else proof in
    let get = fields ~may:[ "define" ] need proof in
    { more = List.map (inner c functions) (items (get "define")); refuted = List.map (fun key -> node c (get key)) need } in
  let proofs = items (get "goals") in
  same_length goals proofs;
  let first = steps (get "axioms") in
  { define = first @ steps (get "define"); goals_reached = List.map2 reach goals proofs }

(* --- tables -------------------------------------------------------------------------------------------- *)

let table c get =
  let players = lines (get "players") in
  let actions = fields players (get "actions") and payoffs = fields players (get "payoffs") in
  let shape = List.map (fun p -> List.length (lines (actions p))) players in
  if List.fold_left ( * ) 1 shape > 100_000 then refuse "too many actions";
  if List.length (lines (get "parameters")) <> List.length c.names then
    refuse "a variable is not a parameter";
  { shape = List.map nat shape;
    payoffs = List.map (fun p -> List.map (poly c) (items (payoffs p))) players }

let indices l = List.map (fun k -> nat (index k)) (items l)

let equilibrium c data =
  let get = fields [ "kind"; "profile"; "best" ] data in
  if get "kind" <> Text "profile" then refuse "another kind of proof";
  { chosen = indices (get "profile"); best = List.map (node c) (items (get "best")) }

let deviations c data =
  let get = fields [ "kind"; "deviations" ] data in
  if get "kind" <> Text "table" then refuse "another kind of proof";
  let one d =
    let get = fields [ "profile"; "player"; "to"; "node" ] d in
    { from = indices (get "profile"); player = nat (index (get "player"));
      towards = nat (index (get "to")); why = node c (get "node") } in
  List.map one (items (get "deviations"))
