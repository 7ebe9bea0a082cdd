"""Makes scipy-statistics.txt, which the tests of drift's statistics are held against.

    python3 drift/src/test/python/scipy_statistics.py > drift/src/test/resources/io/millrace/drift/compare/scipy-statistics.txt

Cells are found anew from the definitions in the module's README; all else is SciPy's.
"""
import sys

import numpy as np
import scipy
from scipy import special, stats
from scipy.spatial import distance

random = np.random.default_rng(20)


def rounded(values):
    return [float("%.7g" % value) for value in values]


def normal(size, mean=0.0, deviation=1.0):
    return rounded(random.normal(mean, deviation, size))


def mixed(size, atom, share):
    return [atom if u < share else x for u, x in zip(random.random(size), normal(size))]


base = normal(400)
CASES = {
    "identical": (base, base),
    "same-distribution": (normal(400), normal(350)),
    "small-shift": (normal(400), normal(350, 0.25)),
    "large-shift": (normal(400), normal(350, 1.5)),
    "scale": (normal(400), normal(350, 0, 2)),
    "ties": (list(map(float, random.integers(0, 24, 400))), list(map(float, random.integers(-2, 20, 300)))),
    "few-integers": (list(map(float, random.integers(0, 4, 400))), list(map(float, random.integers(0, 5, 300)))),
    "constant-both": ([3.5] * 40, [3.5] * 60),
    "constant-reference": ([3.5] * 40, [2.0] * 10 + [3.5] * 40 + [7.25] * 10),
    "constant-current": (normal(400), [0.125] * 50),
    "disjoint": (normal(300), normal(300, 100)),
    "tiny": ([1.0, 2.0], [1.5, 2.0, 9.0]),
    "single": ([1.0, 4.0, 5.0], [2.0]),
    "unequal": (normal(900), normal(31, 0.5)),
    "log-normal": (rounded(random.lognormal(0, 2, 400)), rounded(random.lognormal(0.3, 2.2, 350))),
    "cauchy": (rounded(random.standard_cauchy(400)), rounded(random.standard_cauchy(350) * 1.5)),
    "atom": (mixed(400, 0.0, 0.6), mixed(350, 0.0, 0.3)),
    "atom-beside-atom": (mixed(400, 0.0, 0.5), mixed(350, 1e-9, 0.5)),
    "huge-and-tiny": (rounded(random.normal(0, 1, 200) * 1e150), rounded(random.normal(0, 1, 200) * 1e-150)),
}
CATEGORIES = {
    "same-levels": ([500, 300, 150, 50], [120, 100, 60, 40]),
    "identical-levels": ([50, 30, 20], [50, 30, 20]),
    "unseen-level": ([500, 300, 200, 0], [100, 80, 70, 50]),
    "vanished-level": ([400, 300, 200, 100], [150, 150, 100, 0]),
    "one-level": ([500], [400]),
    "disjoint-levels": ([300, 200, 0, 0], [0, 0, 100, 250]),
    "rare-levels": ([980, 5, 5, 5, 5], [290, 0, 0, 1, 9]),
    "many-levels": (random.multinomial(4000, [1 / 60] * 60).tolist(), random.multinomial(700, [1 / 60] * 60).tolist()),
}


def cells(reference, current):
    """Counts in the ten cells: (a, b], a value of a tenth or more by itself."""
    reference, current = np.array(reference), np.array(current)
    atoms = [v for v, n in zip(*np.unique(reference, return_counts=True)) if n * 10 >= len(reference)]
    edges = sorted(set(np.quantile(reference, np.arange(1, 10) / 10)) | set(atoms))
    p, q, low = [], [], -np.inf
    for edge in edges + [np.inf]:
        for test in ([lambda x: (x > low) & (x < edge), lambda x: x == edge] if edge in atoms
                     else [lambda x: (x > low) & (x <= edge)]):
            p.append(int(test(reference).sum()))
            q.append(int(test(current).sum()))
        low = edge
    return p, q


def of_counts(p, q):
    p, q = np.array(p), np.array(q)
    used = (p + q) > 0
    a, b = p[used] / p.sum(), q[used] / q.sum()
    x, y = np.where(a == 0, 1e-4, a), np.where(b == 0, 1e-4, b)
    out = {
        "psi": np.sum((y - x) * np.log(y / x)),
        "jensen-shannon": distance.jensenshannon(a, b, base=2),
        "hellinger": distance.euclidean(np.sqrt(a), np.sqrt(b)) / np.sqrt(2),
        "l-infinity": distance.chebyshev(a, b),
        "total-variation": distance.cityblock(a, b) / 2,
        "psi-noise": stats.chi2.isf(0.001, used.sum() - 1) * (1 / p.sum() + 1 / q.sum()) if used.sum() > 1 else 0.0,
    }
    table = np.array([p[used], q[used]])
    rare = stats.contingency.expected_freq(table).min(axis=0) < 5
    kept = table[:, ~rare]
    if table[:, rare].sum() > 0:
        kept = np.column_stack([kept, table[:, rare].sum(axis=1)])
    if kept.shape[1] > 1:
        test = stats.chi2_contingency(kept, correction=False)
        out["chi-squared"], out["chi-squared-p"] = test.statistic, test.pvalue
        out["chi-squared-degrees"] = test.dof
        out["cramers-v"] = stats.contingency.association(kept, method="cramer")
    else:
        out["chi-squared"], out["chi-squared-p"], out["chi-squared-degrees"], out["cramers-v"] = 0.0, 1.0, 0, 0.0
    return out


def write(kind, name, reference, current, figures):
    print(kind, name)
    print("reference", *map(repr, reference))
    print("current", *map(repr, current))
    for key, value in figures.items():
        print(key, repr(float(value)))


print("# SciPy", scipy.__version__, "NumPy", np.__version__, "by src/test/python/scipy_statistics.py")
for name, (reference, current) in CASES.items():
    figures = of_counts(*cells(reference, current))
    figures["ks"] = stats.ks_2samp(reference, current).statistic
    if len(reference) > 1 and len(current) > 1:
        figures["ks-exact-p"] = stats.ks_2samp(reference, current, method="exact").pvalue
    n, m = len(reference), len(current)
    figures["ks-limit-p"] = special.kolmogorov(figures["ks"] * np.sqrt(n * m / (n + m)))
    figures["wasserstein"] = stats.wasserstein_distance(reference, current)
    figures["standard-deviation"] = np.std(reference)
    write("numbers", name, reference, current, figures)
for name, (reference, current) in CATEGORIES.items():
    write("levels", name, reference, current, of_counts(reference, current))
