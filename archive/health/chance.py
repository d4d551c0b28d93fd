"""How likely chance alone brings a count: tails of the binomial and the Poisson distribution. Pure."""

from math import exp, lgamma, log, log1p


def at_least(hits: int, of: int, share: float) -> float:
    """Return the chance of `hits` or more among `of` draws that hit with the chance `share`.

    >>> round(at_least(3, 3, 0.5), 3)
    0.125
    """
    if hits <= 0:
        return 1.0
    if share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    return min(1.0, sum(_binomial(number, of, share) for number in range(hits, of + 1)))


def poisson_at_least(count: int, mean: float) -> float:
    """Return the chance of `count` or more where `mean` is usual.

    >>> round(poisson_at_least(1, 1.0), 3)
    0.632
    """
    return max(0.0, 1.0 - poisson_at_most(count - 1, mean))


def poisson_at_most(count: int, mean: float) -> float:
    """Return the chance of `count` or fewer where `mean` is usual.

    >>> round(poisson_at_most(0, 1.0), 3)
    0.368
    """
    if mean <= 0:
        return 1.0
    return min(1.0, sum(exp(number * log(mean) - mean - lgamma(number + 1)) for number in range(count + 1)))


def _binomial(hits: int, of: int, share: float) -> float:
    ways = lgamma(of + 1) - lgamma(hits + 1) - lgamma(of - hits + 1)
    return exp(ways + hits * log(share) + (of - hits) * log1p(-share))
