package io.millrace.it.read;

import com.fasterxml.jackson.databind.ObjectMapper;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Avro in the Confluent wire format as an outsider would write it down from the
 * specification: a zero, four bytes of the schema's id, the datum; the schema by HTTP from the
 * registry.
 */
public final class PlainReader {

    private static final int HEADER_BYTES = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String bootstrapServers;
    private final String registryUrl;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Integer, Schema> schemas = new HashMap<>();

    /**
     * @param registryUrl as a client of Confluent's registry is given it
     */
    public PlainReader(String bootstrapServers, String registryUrl) {
        this.bootstrapServers = bootstrapServers;
        this.registryUrl = registryUrl;
    }

    /** Everything that's committed in a topic now, undecoded. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return TopicReader.all(bootstrapServers, topic);
    }

    /** Everything that's committed in a topic now, decoded with the schemas of their writers. */
    public List<GenericRecord> values(String topic) {
        return records(topic).stream().map(record -> decode(record.value())).toList();
    }

    /**
     * Decodes one value.
     *
     * @throws IllegalArgumentException when the bytes aren't one whole datum of a known schema
     */
    public GenericRecord decode(byte[] value) {
        if (value.length < HEADER_BYTES || value[0] != 0) {
            throw new IllegalArgumentException(
                    "%d bytes that don't begin with a zero and a schema id"
                            .formatted(value.length));
        }
        Schema schema = schema(ByteBuffer.wrap(value).getInt(1));
        try {
            BinaryDecoder decoder =
                    DecoderFactory.get()
                            .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null);
            GenericRecord record =
                    new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new IllegalArgumentException(
                        "Bytes are left after a datum of " + schema.getFullName());
            }
            return record;
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("Not a datum of " + schema.getFullName(), e);
        }
    }

    /** The schema with this id, as the registry has it. */
    public Schema schema(int id) {
        return schemas.computeIfAbsent(id, this::fetch);
    }

    private Schema fetch(int id) {
        URI address = URI.create("%s/schemas/ids/%d".formatted(registryUrl, id));
        try {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(address).GET().build(), BodyHandlers.ofString());
            if (answer.statusCode() == 404) {
                throw new IllegalArgumentException("No schema has the id " + id);
            }
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        "%s answered %d: %s"
                                .formatted(address, answer.statusCode(), answer.body()));
            }
            return new Schema.Parser().parse(JSON.readTree(answer.body()).get("schema").asText());
        } catch (IOException e) {
            throw new UncheckedIOException("No answer from " + address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking " + address, e);
        }
    }
}
