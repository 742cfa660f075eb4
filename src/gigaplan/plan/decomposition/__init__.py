"""The decomposition: a mixed-integer master, exact dispatch of every site and year, and a certificate."""
