package io.millrace.it.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Flink session cluster: a JobManager and TaskManagers, each a process, on the class path that a
 * distribution has. Jobs come as jars through Flink's own command line.
 */
public final class FlinkClusterProcesses implements AutoCloseable {

    private static final Duration TO_START = Duration.ofSeconds(120);
    private static final Duration TO_SUBMIT = Duration.ofSeconds(120);
    private static final String RUNTIME = "org.apache.flink.runtime.";
    private static final Pattern SUBMITTED = Pattern.compile("submitted with JobID ([0-9a-f]{32})");

    private final Path folder;
    private final FlinkSettings settings;
    private final FlinkRest rest;
    private final ManagedProcess jobManager;
    private final List<TaskManager> taskManagers = new ArrayList<>();
    private int processes;

    /** A TaskManager by the id that Flink knows it by. */
    public record TaskManager(String id, ManagedProcess process) {}

    private FlinkClusterProcesses(String name, FlinkSettings settings) {
        this.folder = Folders.empty(name);
        this.settings = settings;
        int restPort = FreePorts.next();
        this.rest = new FlinkRest(restPort);
        Folders.write(
                folder.resolve("config.yaml"),
                FlinkConfiguration.yaml(settings, folder, FreePorts.next(), restPort));
        this.jobManager =
                java(
                        "jobmanager",
                        RUNTIME + "entrypoint.StandaloneSessionClusterEntrypoint",
                        List.of("-Xmx320m", "-XX:MaxMetaspaceSize=256m"),
                        List.of("--configDir", folder.toString()));
        ensureRunning();
    }

    /** Starts a cluster; returns when the JobManager knows all its TaskManagers. */
    public static FlinkClusterProcesses start(String name, FlinkSettings settings) {
        return new FlinkClusterProcesses(name, settings);
    }

    public FlinkRest rest() {
        return rest;
    }

    public ManagedProcess jobManager() {
        return jobManager;
    }

    /** The TaskManagers that run, the oldest first. */
    public List<TaskManager> taskManagers() {
        return taskManagers.stream().filter(one -> one.process().isAlive()).toList();
    }

    /** The running TaskManager with this id. */
    public TaskManager taskManager(String id) {
        return taskManagers().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("No TaskManager %s runs".formatted(id)));
    }

    /** Starts one more TaskManager, as an orchestrator does for one that was lost. */
    public TaskManager startTaskManager() {
        String id = "taskmanager-" + (processes + 1);
        Path scratch = Folders.empty(folder.getFileName() + "/scratch-" + id);
        ManagedProcess process =
                java(
                        id,
                        RUNTIME + "taskexecutor.TaskManagerRunner",
                        FlinkConfiguration.taskManagerFlags(settings),
                        List.of(
                                "--configDir",
                                folder.toString(),
                                "-Dtaskmanager.resource-id=" + id,
                                "-Dio.tmp.dirs=" + scratch));
        var started = new TaskManager(id, process);
        taskManagers.add(started);
        return started;
    }

    /** Replaces the TaskManagers that are dead or frozen, and waits until the cluster is whole. */
    public void ensureRunning() {
        for (TaskManager one : taskManagers()) {
            if (!one.process().isWell()) {
                one.process().kill9();
            }
        }
        while (taskManagers().size() < settings.taskManagers()) {
            startTaskManager();
        }
        jobManager.awaitReady(
                "%d TaskManagers".formatted(settings.taskManagers()),
                TO_START,
                () -> rest.taskManagers() >= settings.taskManagers());
    }

    /**
     * Submits a job as {@code flink run --detached} does.
     *
     * @param arguments of the job's main class
     * @return the job's id
     */
    public String run(Path jar, String... arguments) {
        return run(List.of(), jar, arguments);
    }

    /**
     * Submits a job with options of {@code flink run}, such as {@code --fromSavepoint}.
     *
     * @return the job's id
     */
    public String run(List<String> options, Path jar, String... arguments) {
        ManagedProcess run = flinkRun(options, jar, arguments);
        int exit = run.awaitEnd(TO_SUBMIT);
        Matcher submitted = SUBMITTED.matcher(run.log());
        if (exit != 0 || !submitted.find()) {
            throw new AssertionError(
                    "flink run %s ended with %d. %s".formatted(jar, exit, run.logTail()));
        }
        return submitted.group(1);
    }

    /** Starts {@code flink run --detached}, for a test that wants to see how it ends. */
    public ManagedProcess flinkRun(List<String> options, Path jar, String... arguments) {
        var all = new ArrayList<String>();
        all.addAll(List.of("run", "--detached"));
        all.addAll(options);
        all.add(jar.toString());
        all.addAll(Arrays.asList(arguments));
        return java(
                "flink-run", "org.apache.flink.client.cli.CliFrontend", List.of("-Xmx256m"), all);
    }

    @Override
    public void close() {
        taskManagers.forEach(one -> one.process().close());
        jobManager.close();
    }

    private ManagedProcess java(
            String name, String main, List<String> memory, List<String> arguments) {
        processes++;
        var flags = new ArrayList<String>(settings.jvm());
        flags.addAll(memory);
        flags.addAll(FlinkConfiguration.openings());
        flags.add(Log4jFile.in(folder));
        return ManagedProcess.start(
                name,
                new JavaCommand(flags, Folders.classPath("flink"), main, arguments),
                Map.of("FLINK_CONF_DIR", folder.toString()),
                folder.resolve("%02d-%s.log".formatted(processes, name)));
    }
}
