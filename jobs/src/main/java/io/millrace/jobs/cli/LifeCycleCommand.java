package io.millrace.jobs.cli;

import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.pipeline.PipelineLoader;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.TopicKind;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** What the commands about a pipeline's models have in common: which pipeline, and its topics. */
abstract class LifeCycleCommand implements Callable<Integer> {
    final Session session;

    @Option(
            names = {"-f", "--file", "--pipeline"},
            paramLabel = "FILE",
            description = {
                "The pipeline file. Default: pipeline.yaml, or else the pipeline that runs here."
            })
    @Nullable Path file;

    @Mixin private final Connection connection = new Connection();

    LifeCycleCommand(Session session) {
        this.session = session;
    }

    /** The command's work; gives the exit code. */
    abstract int run(ModelLog log, String pipeline) throws Exception;

    @Override
    public Integer call() throws Exception {
        Endpoints endpoints = connection.resolve(session);
        String pipeline = pipeline(session, file, endpoints);
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(endpoints.requireRegistry());
                ModelLog log = new ModelLog(endpoints, pipeline, schemas)) {
            return run(log, pipeline);
        }
    }

    /**
     * The name of the pipeline that a command is about: of the file, of the environment that runs
     * here, or the only one that the broker has models of.
     */
    static String pipeline(Session session, @Nullable Path file, Endpoints endpoints) {
        Path named = session.resolve(file == null ? PipelineFile.DEFAULT : file);
        if (file == null && !Files.exists(named)) {
            return endpoints.local().isPresent()
                    ? endpoints.local().get().pipeline()
                    : only(pipelines(endpoints));
        }
        return PipelineLoader.load(named, session.environment()).name().value();
    }

    private static String only(List<String> pipelines) {
        if (pipelines.size() == 1) {
            return pipelines.get(0);
        }
        throw CommandFailure.usage(
                "there's no pipeline.yaml here; name the pipeline's file with -f",
                pipelines.isEmpty()
                        ? "the broker has no pipeline's models"
                        : "the broker has models of " + String.join(", ", pipelines));
    }

    private static List<String> pipelines(Endpoints endpoints) {
        String suffix = "." + TopicKind.MODELS.suffix();
        try (Admin admin = Kafka.admin(endpoints)) {
            return admin.listTopics().names().get().stream()
                    .filter(topic -> topic.endsWith(suffix))
                    .map(topic -> topic.substring(0, topic.length() - suffix.length()))
                    .sorted()
                    .toList();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new CommandFailure(
                            ExitCode.UNAVAILABLE,
                            "the broker's topics can't be listed: " + e.getCause())
                    .causedBy(e);
        }
    }

    /** The pipeline file with its schemas, if there's one here. */
    Optional<CheckedPipeline> checkedPipeline() {
        Path named = session.resolve(file == null ? PipelineFile.DEFAULT : file);
        if (!Files.exists(named)) {
            return Optional.empty();
        }
        try (Registries registries = new Registries(session, connection)) {
            return Optional.of(CheckedPipeline.load(named, session.environment(), registries));
        }
    }

    /** The newest state of each version, by digest. */
    static Map<String, String> states(ModelLog log) {
        Map<String, String> states = new TreeMap<>();
        for (ModelEvent event : log.events()) {
            if (event.getDigest() != null && event.getState() != null) {
                states.put(event.getDigest(), event.getState());
            }
        }
        return states;
    }

    /** The newest record of each version, by number; those without one last. */
    static List<ModelVersion> newest(List<ModelVersion> records) {
        TreeMap<String, ModelVersion> byDigest = new TreeMap<>();
        records.forEach(version -> byDigest.put(version.getDigest(), version));
        return byDigest.values().stream()
                .sorted(
                        Comparator.comparing(ModelVersion::getModel)
                                .thenComparing(
                                        ModelVersion::getVersion,
                                        Comparator.nullsLast(Comparator.naturalOrder()))
                                .thenComparing(ModelVersion::getDigest))
                .toList();
    }

    /** The version that a user means by {@code fraud@3}, or by the beginning of its digest. */
    static ModelVersion find(List<ModelVersion> records, String reference) {
        List<ModelVersion> versions = newest(records);
        List<ModelVersion> meant =
                versions.stream()
                        .filter(
                                version ->
                                        name(version).equals(reference)
                                                || (reference.length() >= 6
                                                        && version.getDigest()
                                                                .startsWith(reference)))
                        .toList();
        if (meant.size() == 1) {
            return meant.get(0);
        }
        List<String> names = versions.stream().map(LifeCycleCommand::name).toList();
        List<String> notes = new ArrayList<>();
        if (meant.isEmpty()) {
            NearestName.of(reference, names)
                    .ifPresent(nearest -> notes.add("did you mean \"" + nearest + "\"?"));
        }
        notes.add(names.isEmpty() ? "the registry holds no version yet" : "there are: " + names);
        throw CommandFailure.usage(
                meant.isEmpty()
                        ? "there is no version \"" + reference + "\""
                        : meant.size() + " versions begin with \"" + reference + "\"",
                notes.toArray(String[]::new));
    }

    /** As {@code fraud@3}, or {@code fraud (81ab04d…)} while it has no number. */
    static String name(ModelVersion version) {
        return version.getVersion() == null
                ? version.getModel() + " (" + version.getDigest().substring(0, 7) + "…)"
                : version.getModel() + "@" + version.getVersion();
    }
}
