package io.millrace.it.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Asks a JobManager over REST, as its web UI does. */
public final class FlinkRest {

    private static final Duration TO_ANSWER = Duration.ofSeconds(20);
    private static final Duration TO_SAVE = Duration.ofSeconds(120);
    private static final Set<String> OVER = Set.of("FINISHED", "CANCELED", "FAILED");
    private static final int SHOWN_LINES = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final HttpClient client = HttpClient.newHttpClient();

    FlinkRest(int port) {
        this.url = "http://localhost:" + port;
    }

    /** The address of the web UI. */
    public String url() {
        return url;
    }

    /** The number of TaskManagers that the JobManager knows; 0 when it doesn't answer yet. */
    public int taskManagers() {
        try {
            return get("/taskmanagers").path("taskmanagers").size();
        } catch (UncheckedIOException | IllegalStateException e) {
            return 0;
        }
    }

    /** The job's state: RUNNING, RESTARTING, FAILED… */
    public String status(String job) {
        return get("/jobs/" + job).path("state").asText();
    }

    /** Whether the job has ended, in whatever way. */
    public boolean isOver(String job) {
        return OVER.contains(status(job));
    }

    /** Whether every task of the job runs; a job counts as RUNNING before its tasks do. */
    public boolean allTasksRun(String job) {
        JsonNode answer = get("/jobs/" + job);
        for (JsonNode vertex : answer.path("vertices")) {
            if (!vertex.path("status").asText().equals("RUNNING")) {
                return false;
            }
        }
        return answer.path("state").asText().equals("RUNNING");
    }

    /** The ids of the TaskManagers on which tasks run that have this in their name. */
    public SortedSet<String> taskManagersOf(String job, String task) {
        var found = new TreeSet<String>();
        for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
            if (vertex.path("name").asText().contains(task)) {
                String id = vertex.path("id").asText();
                for (JsonNode host :
                        get("/jobs/%s/vertices/%s/taskmanagers".formatted(job, id))
                                .path("taskmanagers")) {
                    found.add(host.path("taskmanager-id").asText());
                }
            }
        }
        return found;
    }

    /** Whether a checkpoint is under way to which one task alone hasn't added its part yet. */
    public boolean checkpointWaitsForOneTask(String job) {
        JsonNode newest = get("/jobs/" + job + "/checkpoints").path("history").path(0);
        return newest.path("status").asText().equals("IN_PROGRESS")
                && newest.path("num_acknowledged_subtasks").asInt()
                        == newest.path("num_subtasks").asInt() - 1;
    }

    /** How many checkpoints the job has completed since it was submitted. */
    public long completedCheckpoints(String job) {
        return get("/jobs/" + job + "/checkpoints").path("counts").path("completed").asLong();
    }

    /** What the newest completed checkpoint holds, in bytes. */
    public long stateBytes(String job) {
        return get("/jobs/" + job + "/checkpoints")
                .path("latest")
                .path("completed")
                .path("state_size")
                .asLong();
    }

    /** How many times the job has gone back to a checkpoint since it was submitted. */
    public long restores(String job) {
        return get("/jobs/" + job + "/checkpoints").path("counts").path("restored").asLong();
    }

    /** What made the job fail last; empty if nothing did. */
    public String lastFailure(String job) {
        return start(
                get("/jobs/" + job + "/exceptions")
                        .path("exceptionHistory")
                        .path("entries")
                        .path(0)
                        .path("stacktrace")
                        .asText());
    }

    /** Cancels the job; returns when it's over. */
    public void cancel(String job) {
        send(request("/jobs/" + job).method("PATCH", BodyPublishers.noBody()));
        awaitStatus(job, "CANCELED");
    }

    /**
     * Takes a savepoint while the job goes on.
     *
     * @return its address
     */
    public String savepoint(String job) {
        return save(job, "savepoints", "{\"cancel-job\": false}");
    }

    /**
     * Takes a savepoint, commits what's open, and ends the job.
     *
     * @param drain whether to let the event time run to its end before, which answers what is held
     *     back; such a job is over for good
     * @return the savepoint's address
     */
    public String stopWithSavepoint(String job, boolean drain) {
        String address = save(job, "stop", "{\"drain\": %b}".formatted(drain));
        awaitStatus(job, "FINISHED");
        return address;
    }

    /** Waits until the job is in this state. */
    public void awaitStatus(String job, String state) {
        Await.until(
                "job %s to be %s".formatted(job, state),
                TO_SAVE,
                () -> status(job).equals(state),
                () -> "It is %s. %s".formatted(status(job), lastFailure(job)));
    }

    /** Waits until every task of the job runs. */
    public void awaitTasks(String job) {
        Await.until(
                "the tasks of job %s to run".formatted(job),
                TO_SAVE,
                () -> allTasksRun(job),
                () -> "It is %s. %s".formatted(status(job), lastFailure(job)));
    }

    /** Waits until the job has completed so many more checkpoints. */
    public void awaitCheckpoints(String job, int more) {
        long asked = completedCheckpoints(job) + more;
        Await.until(
                "checkpoint %d of job %s".formatted(asked, job),
                TO_SAVE,
                () -> completedCheckpoints(job) >= asked,
                () ->
                        "There are %d; the job is %s. %s"
                                .formatted(
                                        completedCheckpoints(job), status(job), lastFailure(job)));
    }

    private String save(String job, String verb, String body) {
        String path = "/jobs/%s/%s".formatted(job, verb);
        String trigger =
                send(request(path)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body)))
                        .path("request-id")
                        .asText();
        String answer = "/jobs/%s/savepoints/%s".formatted(job, trigger);
        Await.until(
                "the savepoint of job " + job,
                TO_SAVE,
                () -> get(answer).path("status").path("id").asText().equals("COMPLETED"),
                () -> get(answer).toString());
        JsonNode operation = get(answer).path("operation");
        if (!operation.has("location")) {
            String cause = operation.path("failure-cause").path("stack-trace").asText();
            throw new AssertionError("No savepoint of job %s. %s".formatted(job, start(cause)));
        }
        return operation.path("location").asText();
    }

    /** What a stack trace begins with; the causes that matter stand at the line starts. */
    private static String start(String stackTrace) {
        return stackTrace
                .lines()
                .filter(line -> !line.startsWith("\tat "))
                .limit(SHOWN_LINES)
                .collect(Collectors.joining("\n"));
    }

    private JsonNode get(String path) {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(TO_ANSWER);
    }

    private JsonNode send(HttpRequest.Builder request) {
        HttpRequest asked = request.build();
        try {
            HttpResponse<String> answer = client.send(asked, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(
                        "%s %s answered %d: %s"
                                .formatted(
                                        asked.method(),
                                        asked.uri(),
                                        answer.statusCode(),
                                        answer.body()));
            }
            return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException("No answer from " + asked.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking " + asked.uri(), e);
        }
    }
}
