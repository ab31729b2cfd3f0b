(* The proved functions as OCaml: bool, option, pairs and lists are OCaml's own, numbers are Coq's. *)
From Coq Require Extraction ExtrOcamlBasic.
From Checker Require Import Polynomial Refutation Never Points Table Steps Witness Claim.
Extraction Language OCaml.
Extraction "checker.ml" good lowest accepts.
