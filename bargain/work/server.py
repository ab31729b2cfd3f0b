"""Imported last by the server of processes, and by nothing else: makes its copies cheap.

* Python's collector would visit every object of a copy, and the system copy the memory that they
  lie in. What is frozen is not visited (`gc.freeze`, made for such servers).
* The memory of arrays that a copy gives back would go to the system and be asked for again, page by
  page. The C library of Linux keeps what is no larger than what was once given back (mallopt(3),
  ``M_MMAP_THRESHOLD``), so 31 MiB are given back here; elsewhere this does nothing.
"""

import gc

bytearray(31 << 20)  # of no use: given back at once
gc.collect()
gc.freeze()
