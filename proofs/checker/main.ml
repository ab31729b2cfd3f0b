(* Reads certificates, one JSON object a line, and asks the extracted checker; see reader.ml. *)
open Checker
open Json
open Reader

(* --- claims ------------------------------------------------------------------------------------------ *)

let find key = function Object o -> List.assoc_opt key o | _ -> refuse "an object is expected"
let named key data = match find key data with Some t -> text t | None -> refuse ("no " ^ key)

let said get =
  List.iter (fun key -> List.iter (fun t -> ignore (lines (List [ t ]))) (items (get key)))
    [ "words"; "conditions"; "where" ];
  if items (get "words") = [] then refuse "the statement says nothing"

let may = [ "game"; "conditions"; "where" ]

let claim statement proof sample =
  let read need may =
    let given = [ "claim"; "verdict"; "words"; "variables"; "parameters"; "region" ] in
    let get = fields ~may (need @ given) statement in
    said get;
    if has "game" statement then ignore (text (get "game"));
    let c = { names = lines (get "variables"); taken = [] } in
    (get, c, question c get) in
  let verdict get names =
    let found = text (get "verdict") in
    if not (List.mem found names) then refuse "the claim does not give this verdict";
    found in
  let at c q data =
    let get = fields [ "at"; "proof" ] data in
    (point c q (get "at"), get "proof") in
  match named "claim" statement with
  | "never" ->
      let get, c, q = read [ "necessary" ] ("functions" :: may) in
      ignore (verdict get [ "never" ]);
      let necessary = hypotheses c (get "necessary") in
      Never (q, necessary, point c q sample, over c (refutation c) proof)
  | ("always" | "sometimes") as claim ->
      let more = if claim = "always" then [] else [ "necessary" ] in
      let get, c, q = read ([ "unknowns"; "bound"; "goals" ] @ more) ("functions" :: may) in
      ignore (verdict get [ claim ]);
      let necessary = hypotheses c (get "necessary") in
      let e = existence c get in
      let own = point c q sample in
      if claim = "always" then Always (q, e, own, over c (witness c q.functions e.goals) proof)
      else
        let get = fields ~may:[ "kind" ] [ "exists"; "fails" ] proof in
        let yes, t = at c q (get "exists") and no, u = at c q (get "fails") in
        Sometimes (q, e, necessary, own, yes, no, over c (witness c q.functions e.goals) t,
          over c (refutation c) u)
  | "table" -> (
      let get, c, q = read [ "players"; "actions"; "payoffs" ] may in
      let own = point c q sample and g = table c get in
      match verdict get [ "never"; "always"; "sometimes" ] with
      | "always" -> TableAlways (q, g, own, over c (equilibrium c) proof)
      | "never" -> TableNever (q, g, own, over c (deviations c) proof)
      | _ ->
          let get = fields ~may:[ "kind" ] [ "exists"; "fails" ] proof in
          let yes, t = at c q (get "exists") and no, u = at c q (get "fails") in
          TableSometimes (q, g, own, yes, no, over c (equilibrium c) t, over c (deviations c) u))
  | ("all" | "region") -> refuse "a part has parts"
  | other -> raise (Not_covered ("the claim " ^ other))

(* --- claims with parts --------------------------------------------------------------------------------- *)

(* a polynomial as a sum of terms: 2*x**2/3 - y *)
let is_term s =
  let size = String.length s in
  let digit c = c >= '0' && c <= '9' in
  let letter c = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c = '_' || c >= '\128' in
  let rec past test i = if i < size && test s.[i] then past test (i + 1) else i in
  let rec factors i =
    let after = past digit i in
    if after > i then rest after
    else
      let after = past (fun c -> letter c || digit c) i in
      if after = i || List.mem (String.sub s i (after - i)) [ "and"; "or"; "not" ] then false
      else if after + 1 < size && String.sub s after 2 = "**" then
        let power = past digit (after + 2) in
        power > after + 2 && rest power
      else rest after
  and rest i =
    i = size
    || (s.[i] = '*' && factors (i + 1))
    || (s.[i] = '/' && i + 1 < size && s.[i + 1] <> '0' && past digit (i + 1) = size) in
  factors 0

let rec is_sum = function
  | [ t ] -> is_term t
  | t :: ("+" | "-") :: r -> is_term t && is_sum r
  | _ -> false

let relation_of data =
  let operator = function
    | "<" -> Some Less | "<=" -> Some LessEqual | "==" -> Some Same | "!=" -> Some Differ
    | ">=" -> Some GreaterEqual | ">" -> Some Greater | _ -> None in
  let first = function
    | t :: r when t <> "" && t.[0] = '-' -> String.sub t 1 (String.length t - 1) :: r
    | l -> l in
  let rec split before = function
    | [] -> refuse "no relation"
    | t :: r -> (
        match operator t with
        | None -> split (t :: before) r
        | Some o ->
            let left = List.rev before in
            if not (is_sum (first left) && is_sum (first r)) then
              refuse "no relation between two polynomials";
            ((String.concat " " left, String.concat " " r), o)) in
  split [] (String.split_on_char ' ' (text data))

let region statement cells parts claims =
  same_length cells parts;
  let tables = named "claim" (List.hd parts) = "table" in
  let same = if tables then [ "claim"; "variables"; "players"; "actions"; "payoffs" ] else [ "players" ] in
  let whole = match find "where" statement with Some w -> items w | None -> refuse "no where" in
  let answers cell part =
    let answer = named (if named "claim" part = "table" then "verdict" else "claim") part in
    if not (List.mem answer [ "never"; "always" ]) then refuse "no answer for a cell";
    let own = match find "where" part with Some w -> items w | None -> [] in
    if own <> whole @ items cell then refuse "a part has another region";
    if List.exists (fun key -> find key part <> find key statement) [ "game"; "conditions" ] then
      refuse "a part has another game";
    if List.exists (fun key -> find key part <> find key (List.hd parts)) same then
      refuse "a part is about another table" in
  List.iter2 answers cells parts;
  let read = List.map (fun cell -> List.map relation_of (items cell)) cells in
  let atoms = List.sort_uniq compare (List.concat_map (List.map fst) read) in
  let numbered = List.map (List.map (fun (a, o) -> (nat (place atoms a), o))) read in
  Region (List.mapi (fun k _ -> nat k) atoms, List.combine numbered claims)

let certificate statement proof sample =
  match named "claim" statement with
  | ("all" | "region") as kind ->
      let need = [ "claim"; "verdict"; "words"; "parts" ] @ if kind = "region" then [ "cells" ] else [] in
      let get = fields ~may:("functions" :: may) need statement in
      said get;
      if has "game" statement then ignore (text (get "game"));
      let parts = items (get "parts") in
      let own = fields [ "kind"; "parts" ] proof in
      if own "kind" <> Text kind || parts = [] then refuse "another kind of proof";
      let proofs = items (own "parts") in
      same_length parts proofs;
      let at = fields (List.mapi (fun k _ -> string_of_int k) parts) sample in
      let claims = List.mapi (fun k (s, p) -> claim s p (at (string_of_int k)))
          (List.combine parts proofs) in
      let verdicts = List.sort_uniq compare (List.map (named "verdict") parts) in
      let shared = match verdicts with [ v ] when kind = "all" -> v | _ -> kind in
      if text (get "verdict") <> shared then refuse "not the verdict that the parts share";
      if kind = "all" then All claims else region statement (items (get "cells")) parts claims
  | _ -> One_claim (claim statement proof sample)

let answer line =
  try
    let get = fields [ "statement"; "proof"; "sample" ] (parse line) in
    if accepts (certificate (get "statement") (get "proof") (get "sample")) then "accepted"
    else "refused: the checker says no"
  with
  | Refused why -> "refused: " ^ why
  | Not_covered what -> "not covered: " ^ what
  | Not_found | Failure _ | Invalid_argument _ -> "refused: not of the form of its kind"

let () =
  try
    while true do
      let shown c = if c < ' ' || c > '~' then '?' else c in  (* one line an answer *)
      print_endline (String.map shown (answer (input_line stdin)))
    done
  with End_of_file -> ()
