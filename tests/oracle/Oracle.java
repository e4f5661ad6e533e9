import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.mpxj.ProjectFile;
import org.mpxj.Task;
import org.mpxj.TimeUnit;
import org.mpxj.cpm.MicrosoftScheduler;
import org.mpxj.mspdi.MSPDIReader;

/** Schedules a project file with MPXJ and prints a row for each task, marked with @ because its
 *  logging goes to standard output too. With a number of runs it prints the seconds of CPU of each. */
public class Oracle {
    public static void main(String[] args) throws Exception {
        Throwable[] failed = new Throwable[1];
        // Its sort of the graph is recursive: a long chain needs a deep stack.
        Thread thread = new Thread(null, () -> {
            try {
                run(args);
            } catch (Throwable t) {
                failed[0] = t;
            }
        }, "oracle", 1L << 31);
        thread.start();
        thread.join();
        if (failed[0] != null) {
            failed[0].printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] args) throws Exception {
        ProjectFile file = new MSPDIReader().read(args[0]);
        LocalDateTime start = file.getProjectProperties().getStartDate();
        for (Task task : file.getTasks()) {
            if (task.getDuration() == null) continue;
            // The scheduler computes from what is done and what is left; files often say neither.
            TimeUnit unit = task.getDuration().getUnits();
            if (task.getActualDuration() == null) {
                double done = task.getPercentageComplete() == null ? 0 : task.getPercentageComplete().doubleValue() / 100.0;
                task.setActualDuration(org.mpxj.Duration.getInstance(task.getDuration().getDuration() * done, unit));
            }
            if (task.getRemainingDuration() == null) {
                task.setRemainingDuration(org.mpxj.Duration.getInstance(task.getDuration().getDuration() - task.getActualDuration().getDuration(), unit));
            }
        }
        int runs = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        for (int i = 0; i < runs; i++) {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            new MicrosoftScheduler().schedule(file, start);
            long after = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            if (args.length > 1) System.out.println("@\t" + (after - before) / 1e9);
        }
        if (args.length > 1) return;
        for (Task task : file.getTasks()) {
            if (task.getUniqueID() == 0) continue;
            Object slack = task.getTotalSlack() == null ? "" : task.getTotalSlack().convertUnits(TimeUnit.MINUTES, file.getProjectProperties()).getDuration();
            System.out.println("@\t" + task.getUniqueID() + "\t" + task.getStart() + "\t" + task.getFinish() + "\t" + task.getEarlyStart() + "\t"
                + task.getEarlyFinish() + "\t" + task.getLateStart() + "\t" + task.getLateFinish() + "\t" + slack);
        }
    }
}
