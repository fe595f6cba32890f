"""What the situation picture asks of an underlag: so far, what has changed since the last one."""

from avloppsanalys.lagesbild.revision import UnderlagError, compare_underlag, read_underlag

__all__ = ["UnderlagError", "compare_underlag", "read_underlag"]
