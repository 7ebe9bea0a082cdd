package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.topic.TopicKind;

import java.util.Arrays;
import java.util.Optional;

/**
 * Keeps a pipeline from reading what it writes: events and labels don't come from one of its own
 * topics. The pipeline's name is read before any topic.
 */
final class OwnTopics {
    private Optional<String> pipeline = Optional.empty();

    /** The pipeline's name. */
    ScalarKind<Text> pipelineName() {
        return kind(
                TextKind.PIPELINE_NAME,
                name -> {
                    pipeline = Optional.of(name);
                });
    }

    /** The name of a topic that's read. */
    ScalarKind<Text> topic() {
        return kind(TextKind.TOPIC, this::refuseOwn);
    }

    /** The name of a pipeline whose features are read. */
    ScalarKind<Text> otherPipeline() {
        return kind(
                TextKind.PIPELINE_NAME,
                name -> refuseOwn(name + "." + TopicKind.FEATURES.suffix()));
    }

    private void refuseOwn(String topic) throws Rejected {
        Optional<TopicKind> own =
                pipeline.flatMap(
                        name ->
                                Arrays.stream(TopicKind.values())
                                        .filter(kind -> topic.equals(name + "." + kind.suffix()))
                                        .findFirst());
        if (own.isPresent()) {
            throw new Rejected(
                    PipelineFileError.OWN_TOPIC,
                    "is a topic that this pipeline writes",
                    "name the topic that the events or labels come in on");
        }
    }

    private static ScalarKind<Text> kind(TextKind kind, TextKind.Check then) {
        return new ScalarKind<>() {
            @Override
            public String expected() {
                return kind.expected();
            }

            @Override
            public Text parse(Scalar scalar) throws Rejected {
                Text text = kind.parse(scalar);
                then.check(text.value());
                return text;
            }
        };
    }
}
