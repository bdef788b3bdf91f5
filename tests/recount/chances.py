"""chances.py - chances worked out plainly, to check those of the program: tails
are summed term by term or integrated, ranks drawn by another generator."""
import math
import random


def terms(mu, phi):
    """P(X = 0), P(X = 1) ... of mean mu and variance phi * mu."""
    p = math.exp(-mu) if phi <= 1 else phi ** (-mu / (phi - 1))
    x = 0
    while True:
        yield p
        p *= mu / (x + 1) if phi <= 1 else \
            (mu / (phi - 1) + x) / (x + 1) * (1 - 1 / phi)
        x += 1


def tail(x, mu, phi):
    """P(X >= x)."""
    total, past = 0.0, 0.0
    for k, p in enumerate(terms(mu, phi)):
        if k < x:
            past += p
            continue
        total += p
        if k > mu and p < total * 1e-17:
            break
    return total if total < 0.5 else 1 - past


def quantile(p, mu, phi, whole=False):
    """Where P(X <= x) reaches p, between whole numbers on a straight line."""
    below = 0.0
    for k, one in enumerate(terms(mu, phi)):
        if below + one >= p:
            return k if whole else max(0, k - 1 + (p - below) / one)
        below += one


def gamma_tail(shape, rate, x):
    """P(theta > x), theta ~ Gamma(shape, rate): Simpson's rule in log theta."""
    def density(t):
        return math.exp(shape * math.log(rate) - math.lgamma(shape) +
                        shape * t - rate * math.exp(t))
    low = math.log(x)
    high = max(low, math.log(shape / rate)) + 14 / math.sqrt(min(shape, 4)) + 2
    n = 20000
    h = (high - low) / n
    return h / 3 * sum(density(low + i * h) *
                       (1 if i in (0, n) else 4 if i % 2 else 2)
                       for i in range(n + 1))


def benjamini_hochberg(p, tests=None):
    order = sorted(range(len(p)), key=lambda i: -p[i])
    q, least, n = [0] * len(p), 1.0, tests or len(p)
    for place, i in enumerate(order):
        least = min(least, p[i] * n / (len(p) - place))
        q[i] = least
    return q


def draws(units, n=4000):
    """The ranks of each unit (expected, shape, rate) in n draws, sorted."""
    r = random.Random(1)
    ranks = [[] for _ in units]
    for _ in range(n):
        excess = [(-e * (r.gammavariate(shape, 1 / rate) - 1), i)
                  for i, (e, shape, rate) in enumerate(units)]
        for place, (_, i) in enumerate(sorted(excess)):
            ranks[i].append(place + 1)
    return [sorted(x) for x in ranks]
