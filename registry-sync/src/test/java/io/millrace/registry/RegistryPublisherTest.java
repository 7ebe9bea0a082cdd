package io.millrace.registry;

import static io.millrace.registry.Examples.deployment;
import static io.millrace.registry.Examples.modelVersion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.topic.TopicCatalogue;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;

class RegistryPublisherTest {
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(
                    true,
                    new RoundRobinPartitioner(),
                    new StringSerializer(),
                    new ByteArraySerializer());
    private final RegistryPublisher publisher = publisher(producer);
    private final ModelVersion version = modelVersion("trees");
    private final Deployment deployment = deployment(3);

    RegistryPublisherTest() {
        deployment.setChampion(new ModelReference(version.getDigest(), null));
    }

    @Test
    void commitsVersionAndDeploymentTogether() {
        publisher.publish(version, deployment);

        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(producer.history())
                .extracting(ProducerRecord::topic, ProducerRecord::key, r -> text(r.value()))
                .containsExactly(
                        tuple("p.models", "fraud/" + version.getDigest(), "version"),
                        tuple("p.deployments", "fraud/3", "deployment 3"));
    }

    @Test
    void publishesAgainAfterTheFirstTime() {
        publisher.publish(version, deployment);
        deployment.setEpoch(4);
        publisher.publish(version, deployment);

        assertThat(producer.commitCount()).isEqualTo(2);
        assertThat(producer.history()).hasSize(4);
    }

    @Test
    void leavesNothingBehindWhenItFails() {
        producer.commitTransactionException =
                new KafkaException("in an error state", new RecordTooLargeException("17 MB"));

        assertThatThrownBy(() -> publisher.publish(version, deployment))
                .isInstanceOf(KafkaException.class)
                .hasMessage(version.getDigest() + " and its epoch 3 weren't published: 17 MB");

        assertThat(producer.transactionAborted()).isTrue();
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void saysWhenNobodyKnowsWhetherItWasCommitted() {
        producer.commitTransactionException = new TimeoutException("60 s");

        assertThatThrownBy(() -> publisher.publish(version, deployment))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("epoch 3 were published isn't known")
                .hasMessageContaining("publish them again");
        assertThat(producer.transactionAborted()).isFalse();
    }

    @Test
    void stopsWhenSomebodyElsePublishes() {
        producer.commitTransactionException = new ProducerFencedException("fenced");

        assertThatThrownBy(() -> publisher.publish(version, deployment))
                .isInstanceOf(ProducerFencedException.class);
        assertThat(producer.transactionAborted()).isFalse();
    }

    @Test
    void sendsNothingThatDoesNotFitTogether() {
        version.setArtifactBytes(17);
        version.setMetrics(Map.of("auc", Double.NaN));
        version.setModel("churn");
        deployment.setChampion(Examples.version('b'));

        assertThatThrownBy(() -> publisher.publish(version, deployment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("given as 17 bytes, but it has 5")
                .hasMessageContaining("metric auc is NaN")
                .hasMessageContaining("of the model churn, the deployment of fraud")
                .hasMessageContaining("doesn't name the version " + version.getDigest());
        assertThat(producer.transactionInFlight()).isFalse();
    }

    @Test
    void sendsNoArtifactUnderAnotherDigest() {
        version.setDigest(Examples.digest('b'));
        deployment.setChampion(Examples.version('b'));

        assertThatThrownBy(() -> publisher.publish(version, deployment))
                .hasMessageContaining("but the artefact's is " + modelVersion("trees").getDigest());
    }

    @Test
    void sendsNoVersionWithoutAnArtifact() {
        version.setArtifact(null);

        assertThatThrownBy(() -> publisher.publish(version, deployment))
                .hasMessageContaining("either the artefact itself or its URI");
    }

    private static RegistryPublisher publisher(MockProducer<String, byte[]> producer) {
        return new RegistryPublisher(
                producer,
                TopicCatalogue.of("p"),
                v -> "version".getBytes(StandardCharsets.UTF_8),
                d -> ("deployment " + d.getEpoch()).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
