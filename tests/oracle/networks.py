"""Made-up networks as MSPDI, scheduled by MPXJ, by TaskJuggler and by us, compared to the minute.

The comparison counts working minutes by itself, from the calendars it wrote: it takes the dates of
`slipway analyze` and does not rely on what the import says."""
import json, re, subprocess
from datetime import datetime, timedelta
import peers

EPOCH = datetime(2025, 1, 6)
DAYS = 4000
CALENDARS = {1: ("Standard", {1, 2, 3, 4, 5}), 2: ("Seven", {0, 1, 2, 3, 4, 5, 6})}  # Sunday 0
WINDOWS = [(480, 720), (780, 1020)]


class Numbers:
    """SplitMix64: the same numbers everywhere."""

    def __init__(self, seed):
        self.state = seed & (2**64 - 1)

    def below(self, n):
        self.state = (self.state + 0x9E3779B97F4A7C15) & (2**64 - 1)
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & (2**64 - 1)
        return (z ^ (z >> 31)) % n


class Calendar:
    """Working minutes of one of the calendars: the first of each month is off in the standard one."""

    def __init__(self, uid):
        self.before = [0]
        for n in range(-400, DAYS):
            day = EPOCH + timedelta(days=n)
            works = (day.isoweekday() % 7) in CALENDARS[uid][1] and not (uid == 1 and day.day == 1)
            self.before.append(self.before[-1] + (480 if works else 0))

    def work(self, instant):
        minute = int((instant - EPOCH).total_seconds() // 60) + 400 * 1440
        day, time = divmod(minute, 1440)
        full = self.before[day + 1] - self.before[day]
        done = sum(max(0, min(time, to) - start) for start, to in WINDOWS) if full else 0
        return self.before[day] + done


def network(n, seed, progress=False, elapsed=False, mixed=False, running=0):
    """Tasks as dicts: uid, minutes, calendar, links (pred, type, lag in tenths, format), constraint."""
    # The first task opens the project; the others begin weeks later, so that no lead reaches back
    # before its start, where schedulers differ by decision (trap lag_negative).
    rng, tasks = Numbers(seed), [{"uid": 1, "minutes": 480, "calendar": 1, "links": [], "constraint": None, "done": progress}]
    # Work under way began on the first day and has a day behind it; what follows it waits for its end, for
    # schedulers differ by decision on what else may begin before the status date.
    for i in range(2, 2 + running):
        tasks.append({"uid": i, "minutes": [960, 1920, 2400][rng.below(3)], "calendar": 1, "links": [], "constraint": None, "running": True})
    for i in range(2 + running, n + 1):
        task = {"uid": i, "minutes": 0 if rng.below(20) == 0 else (1 + rng.below(12)) * (240 if rng.below(3) else 30), "calendar": 2 if mixed and rng.below(6) == 0 else 1, "links": [], "constraint": None}
        for _ in range(2):
            back = 1 + rng.below(max(n // 20, 3))
            pred = i - back
            if pred < 2 or any(l[0] == pred for l in task["links"]):
                continue
            # Mostly finish to start; 0 FF, 1 FS, 2 SF, 3 SS.
            kind = [1, 1, 1, 1, 3, 0, 1, 3, 0, 2][rng.below(10)]
            lag, form = [(0, 7), (0, 7), (4800, 7), (-2400, 7), (1200, 5), (14400, 8) if elapsed else (9600, 7)][rng.below(6)]
            if pred < 2 + running:
                kind, lag = 1, max(lag, 0)
            task["links"].append((pred, kind, lag, form))
        if not any(l[1] == 1 for l in task["links"]):
            task["links"].append((1, 1, 20 * 4800, 7))
        if rng.below(25) == 0:
            day = EPOCH + timedelta(days=rng.below(n // 4 + 20))
            task["constraint"] = (4, day.replace(hour=8))
        elif rng.below(40) == 0:
            day = EPOCH + timedelta(days=rng.below(n // 4 + 20))
            task["constraint"] = (6, day.replace(hour=17))
        tasks.append(task)
    return tasks


def mspdi(tasks, calendar_of_links=True):
    """The text of a project file."""
    hours = "".join(f"<WorkingTime><FromTime>{a // 60:02}:{a % 60:02}:00</FromTime><ToTime>{b // 60:02}:{b % 60:02}:00</ToTime></WorkingTime>" for a, b in WINDOWS)
    out = ['<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project"><SaveVersion>14</SaveVersion><Name>network</Name><ScheduleFromStart>1</ScheduleFromStart>']
    out.append("<StartDate>2025-01-06T08:00:00</StartDate><CalendarUID>1</CalendarUID><DefaultStartTime>08:00:00</DefaultStartTime><DefaultFinishTime>17:00:00</DefaultFinishTime>")
    out.append("<MinutesPerDay>480</MinutesPerDay><MinutesPerWeek>2400</MinutesPerWeek><DaysPerMonth>20</DaysPerMonth><HonorConstraints>1</HonorConstraints>")
    if any(t.get("running") for t in tasks):
        out.append("<StatusDate>2025-01-06T17:00:00</StatusDate>")
    out.append("<Calendars>")
    for uid, (name, works) in CALENDARS.items():
        out.append(f"<Calendar><UID>{uid}</UID><Name>{name}</Name><IsBaseCalendar>1</IsBaseCalendar><BaseCalendarUID>-1</BaseCalendarUID><WeekDays>")
        for day in range(7):
            out.append(f"<WeekDay><DayType>{day + 1}</DayType><DayWorking>{int(day in works)}</DayWorking>" + (f"<WorkingTimes>{hours}</WorkingTimes>" if day in works else "") + "</WeekDay>")
        out.append("</WeekDays>")
        if uid == 1:
            firsts = sorted({(EPOCH + timedelta(days=n)).date().replace(day=1) for n in range(-60, DAYS)})
            out.append("<Exceptions>" + "".join(
                f"<Exception><EnteredByOccurrences>0</EnteredByOccurrences><TimePeriod><FromDate>{d}T00:00:00</FromDate><ToDate>{d}T23:59:00</ToDate></TimePeriod><Occurrences>1</Occurrences><Name>First</Name><Type>1</Type><DayWorking>0</DayWorking></Exception>" for d in firsts) + "</Exceptions>")
        out.append("</Calendar>")
    out.append("</Calendars><Tasks>")
    for t in tasks:
        length = f"PT{t['minutes'] // 60}H{t['minutes'] % 60}M0S"
        c, date = t["constraint"] or (0, None)
        out.append(f"<Task><UID>{t['uid']}</UID><ID>{t['uid']}</ID><Name>n{t['uid']}</Name><Active>1</Active><Manual>0</Manual><Type>1</Type><IsNull>0</IsNull><OutlineNumber>{t['uid']}</OutlineNumber><OutlineLevel>1</OutlineLevel><Duration>{length}</Duration><DurationFormat>7</DurationFormat>"
                   f"<Milestone>{int(t['minutes'] == 0)}</Milestone><Summary>0</Summary><CalendarUID>{t['calendar'] if t['calendar'] != 1 else -1}</CalendarUID><ConstraintType>{c}</ConstraintType>" + (f"<ConstraintDate>{date.isoformat()}</ConstraintDate>" if date else ""))
        if t.get("done"):
            out.append(f"<PercentComplete>100</PercentComplete><ActualStart>2025-01-06T08:00:00</ActualStart><ActualFinish>2025-01-06T17:00:00</ActualFinish><ActualDuration>{length}</ActualDuration><RemainingDuration>PT0H0M0S</RemainingDuration>")
        if t.get("running"):
            rest = t["minutes"] - 480
            out.append(f"<PercentComplete>{48000 // t['minutes']}</PercentComplete><ActualStart>2025-01-06T08:00:00</ActualStart><ActualDuration>PT8H0M0S</ActualDuration><RemainingDuration>PT{rest // 60}H0M0S</RemainingDuration>")
        out += [f"<PredecessorLink><PredecessorUID>{p}</PredecessorUID><Type>{k}</Type><CrossProject>0</CrossProject><LinkLag>{lag}</LinkLag><LagFormat>{form}</LagFormat></PredecessorLink>" for p, k, lag, form in t["links"]]
        out.append("</Task>")
    return "".join(out) + "</Tasks></Project>"


def ours(program, xml, folder):
    """Our dates of each task, by its number."""
    plan = folder / "network.ron"
    subprocess.run([program, "import", xml, "-o", plan, "--force"], check=True, capture_output=True)
    run = subprocess.run([program, "analyze", plan], check=True, capture_output=True, text=True)
    return {int(t["id"][1:]): t for t in json.loads(run.stdout)["schedule"]["tasks"]}


def compare(verdict, args, folder):
    path = peers.mpxj()
    if path is None:
        return verdict.missing("MPXJ")
    calendars = {uid: Calendar(uid) for uid in CALENDARS}
    for n, seed, progress, elapsed, mixed, running in [
        (50, 1, 0, 0, 0, 0), (50, 2, 1, 0, 0, 0), (100, 3, 0, 0, 0, 0), (200, 4, 1, 0, 0, 0), (500, 5, 0, 0, 0, 0), (1000, 6, 0, 0, 0, 0), (1000, 7, 1, 0, 0, 0),
        (100, 8, 0, 0, 1, 0), (500, 9, 1, 0, 1, 0), (1000, 10, 0, 0, 1, 0), (200, 11, 0, 1, 0, 0), (100, 12, 1, 0, 0, 8), (500, 13, 1, 0, 0, 30), (1000, 14, 1, 0, 0, 60),
    ]:
        name = f"{n} tasks, seed {seed}{', progress' if progress else ''}{', elapsed lags' if elapsed else ''}{', two calendars' if mixed else ''}{f', {running} under way' if running else ''}"
        tasks = network(n, seed, bool(progress), bool(elapsed), bool(mixed), running)
        xml = folder / f"network{seed}.xml"
        xml.write_text(mspdi(tasks))
        mine, by_uid = ours(args.slipway, xml, folder), {t["uid"]: t for t in tasks}
        when = lambda text: datetime.fromisoformat(text)
        before = verdict.equal
        for row in peers.schedule(path, xml):
            uid = int(row[0])
            task, m = by_uid[uid], mine[uid]
            cal = calendars[task["calendar"]]
            pairs = [("early_start", m["early_start"], row[3]), ("early_finish", m["early_finish"], row[4]), ("late_start", m["late_start"], row[5]), ("late_finish", m["late_finish"], row[6])]
            if task.get("done"):
                # What happened is compared; how late it might have happened is nobody's question.
                pairs = [("start", m["start"], row[1]), ("finish", m["finish"], row[2])]
            for field, here, there in pairs:
                if cal.work(when(here)) == cal.work(when(there)):
                    verdict.equal += 1
                else:
                    verdict.differ("networks", name, f"n{uid}", field, here, there)
            if not task.get("done") and row[7]:
                slack = cal.work(when(m["late_finish"])) - cal.work(when(m["early_finish"]))
                if slack == round(float(row[7])):
                    verdict.equal += 1
                else:
                    verdict.differ("networks", name, f"n{uid}", "total_slack", slack, row[7])
        print(f"  {name}: {verdict.equal - before} values equal")


def office(text):
    """Working minutes of Monday to Friday, 9 to 17, since a Monday."""
    since = datetime.fromisoformat(text) - datetime(2024, 1, 1)
    week, day = divmod(since.days, 7)
    today = min(max(since.seconds // 60 - 540, 0), 480) if day < 5 else 0
    return week * 2400 + min(day, 5) * 480 + today


def compare_exports(verdict, args, folder):
    """MPXJ schedules what we export: it must come to the dates that stand in the file."""
    path = peers.mpxj()
    if path is None:
        return verdict.missing("MPXJ")
    for n in (50, 200, 1000, 5000):
        plan, xml = folder / f"plan{n}.ron", folder / f"plan{n}.xml"
        subprocess.run([args.slipway, "generate", str(n), "-o", plan], check=True, capture_output=True)
        # Calendar days are whole days only here; what becomes of them is said at export.
        plan.write_text(re.sub(r'([0-9])cd"', r'\1d"', plan.read_text()))
        subprocess.run([args.slipway, "export", plan, "-o", xml], check=True, capture_output=True)
        mine = {}
        for task in re.findall(r"<Task>.*?</Task>", xml.read_text(), re.S):
            mine.update({re.search("<UID>(.*?)</UID>", task).group(1): dict(re.findall(r"<(Start|Finish)>(.*?)</", task))})
        before = verdict.equal
        for row in peers.schedule(path, xml):
            for field, there in (("Start", row[1]), ("Finish", row[2])):
                here = mine[row[0]].get(field)
                if here is None or office(here) == office(there):
                    verdict.equal += 1
                else:
                    verdict.differ("exports", f"{n} tasks", row[0], field, here, there)
        print(f"  {n} tasks: {verdict.equal - before} values equal")


def taskjuggler(tasks):
    """The text of a project for TaskJuggler: finish-to-start links and the standard calendar."""
    last = (EPOCH + timedelta(days=DAYS - 10)).date()
    firsts = sorted({(EPOCH + timedelta(days=n)).date().replace(day=1) for n in range(0, DAYS - 40)})
    out = [f'project p "p" 2025-01-06 - {last} {{ timezone "UTC" workinghours mon - fri 8:00 - 12:00, 13:00 - 17:00 workinghours sat, sun off }}\n']
    out += [f'leaves holiday "First" {d}\n' for d in firsts if str(d) > "2025-01-06"]
    for t in tasks:
        links = f"depends {', '.join(f'!n{p}' for p, _, _, _ in t['links'])} " if t["links"] else "start 2025-01-06-8:00 "
        out.append(f'task n{t["uid"]} "n{t["uid"]}" {{ length {max(t["minutes"] // 60, 1)}h {links}}}\n')
    out.append('taskreport r "tj" { formats csv columns id, start, end timeformat "%Y-%m-%dT%H:%M" }\n')
    return "".join(out)


def compare_taskjuggler(verdict, args, folder):
    program = peers.tj3()
    if program is None:
        return verdict.missing("TaskJuggler (tj3)")
    cal = Calendar(1)
    for n, seed in [(50, 11), (200, 12)]:
        tasks = network(n, seed)
        for t in tasks:
            t["links"], t["constraint"], t["calendar"] = [(p, 1, 0, 7) for p, _, _, _ in t["links"]], None, 1
            t["minutes"] = max(t["minutes"] // 60, 1) * 60
        xml, tjp = folder / "tj.xml", folder / "tj.tjp"
        xml.write_text(mspdi(tasks))
        tjp.write_text(taskjuggler(tasks))
        run = subprocess.run([program, "--silent", "--output-dir", str(folder), str(tjp)], capture_output=True, text=True)
        if not (folder / "tj.csv").exists():
            return verdict.missing(f"an answer of TaskJuggler: {run.stderr.strip()[:300]}")
        mine = ours(args.slipway, xml, folder)
        for line in (folder / "tj.csv").read_text().splitlines()[1:]:
            cells = [c.strip('"') for c in line.split(";")]
            uid = int(cells[0][1:])
            for field, there in (("early_start", cells[1]), ("early_finish", cells[2])):
                if cal.work(datetime.fromisoformat(mine[uid][field])) == cal.work(datetime.fromisoformat(there)):
                    verdict.equal += 1
                else:
                    verdict.differ("taskjuggler", f"{n} tasks, seed {seed}", f"n{uid}", field, mine[uid][field], there)
        (folder / "tj.csv").unlink()
