package io.millrace.jobs.cli;

import io.millrace.jobs.cli.parity.Cause;
import io.millrace.jobs.cli.parity.ParityReport;
import io.millrace.jobs.cli.parity.ParityRequest;
import io.millrace.jobs.cli.parity.Sample;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code millrace parity}: are served vectors what their events give? */
@Command(
        name = "parity",
        description = {
            "Compute a sample of the served vectors again from the sources' topics, compare bit by"
                    + " bit, and say why what differs does.",
            "",
            "The sample is by a hash of the event's id: the same events each time. They are"
                    + " computed by a backfill, without what the live run has recorded as late or"
                    + " as a duplicate. A difference is explained if that feature set had another"
                    + " fingerprint, or if the computation has the served bits once late events or"
                    + " duplicates are taken in; what nothing explains is a bug, or somebody has"
                    + " changed a topic. Vectors whose history the topics don't hold any more are"
                    + " counted, and not compared. Ends with 1 if a difference isn't explained."
        },
        footer = {
            "%nExamples:",
            "  millrace parity --sample 1%%",
            "  millrace parity --sample 10%% --since -24h",
            "  millrace parity --sample 0.1%% --from 2026-03-01 --to 2026-03-08 --json",
            "  millrace parity --sample 100%% --fail-on different"
        })
final class ParityCommand implements Callable<Integer> {

    private final Session session;

    @Mixin private final PipelineFile file = new PipelineFile();

    @Option(
            names = "--sample",
            paramLabel = "SHARE",
            defaultValue = "1%",
            converter = SampleConverter.class,
            description = "How many of the vectors: 1%%, 0.1%%, 0.01. Default: 1%%.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Sample sample;

    @Option(
            names = "--since",
            paramLabel = "-DURATION",
            converter = SinceConverter.class,
            description = {
                "Only vectors of the time before the newest one, in event",
                "time: -24h, -30m, -7d."
            })
    private @Nullable Duration since;

    @Option(
            names = "--fail-on",
            paramLabel = "WHAT",
            defaultValue = "unexplained",
            description = {
                "End with 1 if there's a difference that's unexplained, if",
                "any vector is different, or never. Default: unexplained."
            })
    private FailOn failOn = FailOn.UNEXPLAINED;

    @Mixin private final ComputeOptions compute = new ComputeOptions();

    @Mixin private final Connection connection = new Connection();

    /** What makes the exit code 1. */
    enum FailOn {
        UNEXPLAINED,
        DIFFERENT,
        NEVER
    }

    /** A share such as {@code 1%}. */
    static final class SampleConverter implements ITypeConverter<Sample> {
        @Override
        public Sample convert(String text) {
            try {
                return Sample.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** A duration, with or without the minus that says that it's in the past. */
    static final class SinceConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return new DurationConverter().convert(text.startsWith("-") ? text.substring(1) : text);
        }
    }

    ParityCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        LocalRunner runner = LocalRunner.find();
        compute.check();
        if (since != null && compute.hasStart()) {
            throw CommandFailure.usage("--since and --from contradict each other");
        }
        CheckedPipeline checked;
        try (Registries registries = new Registries(session, connection)) {
            checked =
                    CheckedPipeline.load(
                            session.resolve(file.name()), session.environment(), registries);
        }
        checkOrder(checked);
        ParityRequest request = request(checked);
        Optional<ParityReport> report = runner.parity(session, request);
        if (report.isEmpty()) {
            return ExitCode.INTERRUPTED;
        }
        tell(report.get());
        return failed(report.get()) ? ExitCode.NO : ExitCode.DONE;
    }

    /** What had come before an event isn't recorded, so that nobody can compute it again. */
    private void checkOrder(CheckedPipeline checked) {
        if (checked.pipeline().order() == Order.ARRIVAL) {
            throw CommandFailure.usage(
                    file.name()
                            + " answers in the order of arrival, which isn't recorded: its vectors"
                            + " can't be computed again",
                    "the vectors in "
                            + checked.pipeline().name()
                            + ".predictions are what was served");
        }
    }

    private ParityRequest request(CheckedPipeline checked) {
        Endpoints endpoints = connection.resolve(session);
        endpoints.requireBroker();
        endpoints.requireRegistry();
        return new ParityRequest(
                checked,
                sample,
                compute.first(),
                compute.end(),
                Optional.ofNullable(since),
                compute.parallelism(),
                endpoints);
    }

    private boolean failed(ParityReport report) {
        return switch (failOn) {
            case UNEXPLAINED -> report.different(Cause.UNEXPLAINED) > 0;
            case DIFFERENT -> report.allDifferent() > 0;
            case NEVER -> false;
        };
    }

    private void tell(ParityReport report) {
        report.notes().forEach(session::warning);
        if (report.compared() == 0) {
            session.warning(
                    "no vector was compared"
                            + (report.sampled() == 0
                                    ? ": there's none in the sample; try a larger --sample"
                                    : ""));
        }
        Format format = session.format(Format.TABLE);
        switch (format) {
            case JSON -> session.out().println(Json.pretty(ParityOutput.document(report)));
            case TABLE -> ParityOutput.forPeople(report, session.out());
            case JSONL, CSV ->
                    TableOutput.write(ParityOutput.differences(report), format, session.out());
        }
        session.out().flush();
    }
}
