package io.millrace.it.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.Map;

/** Registers schemas and frames values as any outside producer does. */
public final class PlainWriter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String registryUrl;
    private final HttpClient client = HttpClient.newHttpClient();

    public PlainWriter(String registryUrl) {
        this.registryUrl = registryUrl;
    }

    /**
     * Registers the schema of a topic's values.
     *
     * @return its id
     */
    public int register(String topic, Schema schema) {
        URI address = URI.create("%s/subjects/%s-value/versions".formatted(registryUrl, topic));
        try {
            String body = JSON.writeValueAsString(Map.of("schema", schema.toString()));
            String answer =
                    client.send(
                                    HttpRequest.newBuilder(address)
                                            .header("Content-Type", "application/json")
                                            .POST(BodyPublishers.ofString(body))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body();
            JsonNode id = JSON.readTree(answer).path("id");
            if (!id.isInt()) {
                throw new IllegalStateException("%s answered %s".formatted(address, answer));
            }
            return id.asInt();
        } catch (IOException e) {
            throw new UncheckedIOException("No answer from " + address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking " + address, e);
        }
    }

    /** A zero, the id, the datum. */
    public static byte[] frame(int schemaId, GenericRecord record) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Can't encode " + record, e);
        }
        return bytes.toByteArray();
    }
}
