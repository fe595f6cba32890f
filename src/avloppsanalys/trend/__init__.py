"""Change over time: the line of a series, comparisons of periods, and what may be said of them."""
