package io.millrace.registry;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.topic.RecordKeys;
import io.millrace.schemas.topic.TopicCatalogue;
import io.millrace.schemas.topic.TopicKind;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Publishes a model version together with the deployment that puts it in charge: whoever reads
 * committed records sees both or neither.
 */
public final class RegistryPublisher {
    private final Producer<String, byte[]> producer;
    private final TopicCatalogue topics;
    private final Function<ModelVersion, byte[]> versions;
    private final Function<Deployment, byte[]> deployments;

    /**
     * Fences off every other publisher with the same transactional id, and ends what it left open.
     *
     * @param producer with a {@code transactional.id}; stays open. Its {@code max.request.size}
     *     must be that of the models' topic
     * @param versions serializes values of the models' topic
     * @param deployments serializes values of the deployments' topic
     */
    public RegistryPublisher(
            Producer<String, byte[]> producer,
            TopicCatalogue topics,
            Function<ModelVersion, byte[]> versions,
            Function<Deployment, byte[]> deployments) {
        this.producer = producer;
        this.topics = topics;
        this.versions = versions;
        this.deployments = deployments;
        producer.initTransactions();
    }

    /**
     * Returns when both are committed.
     *
     * @throws IllegalArgumentException if they can't be used, or don't belong together; nothing was
     *     sent
     * @throws KafkaException if they weren't committed, or nobody knows (the message says so; once
     *     more does no harm, since an epoch is followed once). After {@link
     *     ProducerFencedException} somebody else publishes, and this publisher is of no use
     */
    public void publish(ModelVersion version, Deployment deployment) {
        check(version, deployment);
        List<ProducerRecord<String, byte[]>> records =
                List.of(
                        new ProducerRecord<>(
                                topics.name(TopicKind.MODELS),
                                RecordKeys.modelVersion(version.getModel(), version.getDigest()),
                                versions.apply(version)),
                        new ProducerRecord<>(
                                topics.name(TopicKind.DEPLOYMENTS),
                                RecordKeys.deployment(deployment.getModel(), deployment.getEpoch()),
                                deployments.apply(deployment)));
        producer.beginTransaction();
        try {
            records.forEach(producer::send);
            producer.commitTransaction();
        } catch (ProducerFencedException | OutOfOrderSequenceException | AuthorizationException e) {
            throw e; // such a transaction can't even be aborted
        } catch (TimeoutException | InterruptException e) {
            throw new KafkaException(
                    "whether %s and its epoch %d were published isn't known; close this producer and publish them again with a new one"
                            .formatted(version.getDigest(), deployment.getEpoch()),
                    e);
        } catch (KafkaException e) {
            abort(e);
            throw new KafkaException(
                    "%s and its epoch %d weren't published: %s"
                            .formatted(version.getDigest(), deployment.getEpoch(), reason(e)),
                    e);
        }
    }

    /** A failed send shows only as the cause of what the commit throws. */
    private static String reason(KafkaException e) {
        Throwable cause = e.getCause();
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    private void abort(KafkaException reason) {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            reason.addSuppressed(e);
        }
    }

    private static void check(ModelVersion version, Deployment deployment) {
        List<String> problems = new ArrayList<>(ModelVersions.problems(version));
        problems.addAll(Deployments.problems(deployment));
        if (!version.getModel().equals(deployment.getModel())) {
            problems.add(
                    "the version is of the model %s, the deployment of %s"
                            .formatted(version.getModel(), deployment.getModel()));
        }
        if (!Deployments.digests(deployment).contains(version.getDigest())) {
            problems.add("the deployment doesn't name the version " + version.getDigest());
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "can't be published: " + String.join("; ", problems));
        }
    }
}
