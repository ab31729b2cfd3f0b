(* JSON as the certificates use it: no floats, no true, no false, no key twice. *)
type t = Null | Int of int | Text of string | List of t list | Object of (string * t) list

exception Refused of string

let refuse why = raise (Refused why)

let utf8 buffer code =
  let add n = Buffer.add_char buffer (Char.chr n) in
  if code < 0x80 then add code
  else if code < 0x800 then (add (0xC0 lor (code lsr 6)); add (0x80 lor (code land 63)))
  else (
    add (0xE0 lor (code lsr 12));
    add (0x80 lor ((code lsr 6) land 63));
    add (0x80 lor (code land 63)))

let parse text =
  let size = String.length text and at = ref 0 in
  let peek () = if !at < size then text.[!at] else '\000' in
  let next () = let c = peek () in incr at; c in
  let rec blank () = match peek () with ' ' | '\n' | '\t' | '\r' -> incr at; blank () | _ -> () in
  let expect c = blank (); if next () <> c then refuse "not JSON" in
  let string () =
    expect '"';
    let out = Buffer.create 16 in
    let rec go () =
      if !at >= size then refuse "not JSON";
      match next () with
      | '"' -> Buffer.contents out
      | '\\' ->
          (match next () with
          | 'n' -> Buffer.add_char out '\n'
          | 't' -> Buffer.add_char out '\t'
          | 'u' ->
              if !at + 4 > size then refuse "not JSON";
              (match int_of_string_opt ("0x" ^ String.sub text !at 4) with
              | Some code -> utf8 out code
              | None -> refuse "not JSON");
              at := !at + 4
          | ('"' | '\\' | '/') as c -> Buffer.add_char out c
          | _ -> refuse "not JSON");
          go ()
      | c -> Buffer.add_char out c; go () in
    go () in
  let several close one =
    incr at;
    blank ();
    if peek () = close then (incr at; [])
    else
      let rec go found =
        let found = one () :: found in
        blank ();
        match next () with
        | ',' -> go found
        | c when c = close -> List.rev found
        | _ -> refuse "not JSON" in
      go [] in
  let rec value () =
    blank ();
    match peek () with
    | '{' ->
        let entry () =
          blank ();
          let key = string () in
          expect ':';
          (key, value ()) in
        let found = several '}' entry in
        let keys = List.sort compare (List.map fst found) in
        if List.length (List.sort_uniq compare keys) <> List.length keys then
          refuse "a duplicate key";
        Object (List.sort compare found) (* the order of fields says nothing *)
    | '[' -> List (values ())
    | '"' -> Text (string ())
    | '0' .. '9' ->
        let start = !at in
        while (match peek () with '0' .. '9' -> true | _ -> false) do incr at done;
        if !at - start > 6 then refuse "a large index";
        Int (int_of_string (String.sub text start (!at - start)))
    | 'n' when !at + 4 <= size && String.sub text !at 4 = "null" -> at := !at + 4; Null
    | _ -> refuse "not JSON"
  and values () = several ']' value in
  let found = value () in
  blank ();
  if !at <> size then refuse "not JSON";
  found
