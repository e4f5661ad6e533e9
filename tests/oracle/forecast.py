#!/usr/bin/env python3
"""The forecast beside an independent simulation in numpy.

Ten random networks with triangular ranges, lags, start-to-start and finish-to-finish links and risks, on a
calendar without days off: P50 and P80 of the finish and the criticality of every task must agree within
sampling error. `forecast.py time PLAN` instead times numpy on a network of the benchmark, so that the two
can be read side by side.

Usage: forecast.py SLIPWAY [NETWORKS]
"""

import json
import random
import re
import subprocess
import sys
import tempfile
import time
from datetime import date

import numpy as np

ITERATIONS = 20_000
DAY = 480.0


def network(rng, tasks, risks):
    out = []
    for i in range(tasks):
        d = rng.randint(1, 10)
        preds = {}
        for _ in range(min(i, rng.randint(0, 3))):
            kind = rng.choice(["FS", "FS", "FS", "SS"])
            preds[rng.randrange(max(0, i - 15), i)] = (kind, rng.choice([0, 0, 1, 2]))
        out.append((d, d * rng.uniform(0.6, 1.0), d * rng.uniform(1.0, 2.2), preds))
    drivers = [
        (rng.randint(5, 90), [1 + rng.random(), 3 + rng.random(), 6 + 5 * rng.random()], rng.sample(range(tasks), 3))
        for _ in range(risks)
    ]
    return out, drivers


def plan(tasks, drivers):
    lines = []
    for i, (d, a, b, preds) in enumerate(tasks):
        after = ", ".join(f'"t{p}{"" if k == "FS" else " " + k}{f"+{lag}d" if lag else ""}"' for p, (k, lag) in preds.items())
        lines.append(f'(id: "t{i}", title: "T", start: "2024-01-01", duration: "{d}d", range: "{a:.4f}d..{d}d..{b:.4f}d", after: [{after}])')
    # What is delivered: behind everything, so that the finish is that of the whole.
    lines.append('(id: "end", title: "End", kind: Milestone, after: [%s])' % ", ".join(f'"t{i}"' for i in range(len(tasks))))
    risks = [
        f'(id: "R{r}", title: "R", status: Active, probability_pct: {p}, days: "{s[0]:.4f}d..{s[1]:.4f}d..{s[2]:.4f}d", tasks: [{", ".join(chr(34) + f"t{t}" + chr(34) for t in hit)}])'
        for r, (p, s, hit) in enumerate(drivers)
    ]
    return (
        '(meta: (project: "P", status_date: "2024-01-01"), settings: (calendar: "all", correlation: 0.0),'
        ' calendars: [(id: "all", weekend: [])], release: (version: "1", delivers: "end", target: "2024-06-01"),'
        f" tasks: [{', '.join(lines)}], risks: [{', '.join(risks)}])"
    )


def triangular(rng, a, m, b, size):
    return rng.triangular(a, m, b, size) if b > a else np.full(size, a)


def simulate(tasks, drivers, seed, size=ITERATIONS):
    """Finishes in days, and for each task the share of draws in which it has no float."""
    rng = np.random.default_rng(seed)
    lengths = [triangular(rng, a, d, b, size) for d, a, b, _ in tasks]
    for p, points, hit in drivers:
        happens = rng.random(size) < p / 100
        days = triangular(rng, *points, size) * happens
        for t in hit:
            lengths[t] = lengths[t] + days
    start, finish = [], []
    for i, (_, _, _, preds) in enumerate(tasks):
        s = np.zeros(size)
        for p, (kind, lag) in preds.items():
            s = np.maximum(s, (finish[p] if kind == "FS" else start[p]) + lag)
        start.append(s)
        finish.append(s + lengths[i])
    end = np.maximum.reduce(finish)
    late = [end.copy() for _ in tasks]
    critical = [0.0] * len(tasks)
    for i in reversed(range(len(tasks))):
        late_start = late[i] - lengths[i]
        critical[i] = float(np.mean(late_start - start[i] <= 0.5 / DAY))
        for p, (kind, lag) in tasks[i][3].items():
            limit = late_start - lag + (lengths[p] if kind == "SS" else 0)
            late[p] = np.minimum(late[p], limit)
    return end, critical


def days_of(day):
    return (date.fromisoformat(day) - date(2024, 1, 1)).days + 1


def compare(slipway, count):
    worst = [0.0, 0.0]
    for n in range(count):
        rng = random.Random(1000 + n)
        tasks, drivers = network(rng, rng.randint(20, 80), rng.randint(0, 6))
        with tempfile.NamedTemporaryFile("w", suffix=".ron") as file:
            file.write(plan(tasks, drivers))
            file.flush()
            said = subprocess.run([slipway, "forecast", file.name, "--iterations", str(ITERATIONS)], capture_output=True, text=True, check=True)
        ours = json.loads(said.stdout)
        end, critical = simulate(tasks, drivers, n)
        for name, share in [("p50", 0.5), ("p80", 0.8)]:
            theirs = np.quantile(end, share)
            # A date is a whole day; the error of a quantile by its neighbours, three standard errors of both runs.
            error = 3 * (2 * share * (1 - share) / ITERATIONS) ** 0.5
            low, high = np.quantile(end, share - error), np.quantile(end, share + error)
            day = days_of(ours["finish"][name])
            off = max(np.ceil(low - 1e-9) - day, day - np.ceil(high - 1e-9), 0)
            worst[0] = max(worst[0], off)
            print(f"network {n}: {len(tasks)} tasks, {len(drivers)} risks, {name}: day {day}, numpy {theirs:.2f} ({low:.2f} to {high:.2f}){'  DIFFERS' if off else ''}")
        known = {t["id"]: t["criticality_pct"] / 100 for t in ours["tasks"]}
        for i, theirs in enumerate(critical):
            # Four standard errors of the difference, and half a point for float at the edge.
            error = 4 * (2 * max(theirs * (1 - theirs), 1e-4) / ITERATIONS) ** 0.5 + 0.005
            off = abs(known[f"t{i}"] - theirs)
            worst[1] = max(worst[1], off / error)
            if off > error:
                print(f"network {n}: criticality of t{i}: {known[f't{i}']:.3f}, numpy {theirs:.3f}  DIFFERS")
    ok = worst[0] == 0 and worst[1] <= 1
    print(f"{count} networks: dates off by {worst[0]:.0f} days at most, criticality by {worst[1]:.2f} of what sampling allows: {'agree' if ok else 'DIFFER'}")
    return 0 if ok else 1


def timed(path):
    """numpy on the benchmark's network: level by level would be faster for wide ones; task by task is what the same model takes."""
    text = open(path).read()
    tasks = []
    index = {}
    for line in text.splitlines():
        m = re.search(r'id: "(t\d+)".*range: "([\d.]+)d\.\.([\d.]+)d\.\.([\d.]+)d", after: \[(.*)\]', line)
        if m:
            index[m[1]] = len(tasks)
            a, d, b = map(float, m.group(2, 3, 4))
            tasks.append((d, a, b, {index[p]: ("FS", 0) for p in re.findall(r'"(t\d+)"', m[5])}))
    best = None
    for _ in range(3):
        begun = time.perf_counter()
        for chunk in range(10):
            simulate(tasks, [], chunk, 1_000)
        took = time.perf_counter() - begun
        best = took if best is None else min(best, took)
    print(f"numpy {np.__version__}: 10,000 draws of {len(tasks)} tasks, P50, P80, criticality: {best * 1e3:.0f} ms")
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if sys.argv[1] == "time":
        sys.exit(timed(sys.argv[2]))
    sys.exit(compare(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10))
