"""A game in a browser: sliders for its parameters, solutions that move, what is proved of them.

`explore` serves one page from this machine to this machine, by the standard library. What is drawn
while a slider moves is numerical and says so; when it rests, another process asks for proofs.

* `sliders`: which values of parameters can be chosen;
* `explored`: a game with the question put to it, and what is shown at one choice;
* `proofs`: what another process is asked;
* `drawings`, `fragments`: a choice as SVG and HTML, `page.html` and `page.js` around them;
* `local_page`: the server, and what users call.
"""
