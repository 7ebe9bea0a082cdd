package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.UnknownSchemaException;
import io.millrace.schemas.serde.UnusableSchemaException;
import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Kafka records as JSON; one that can't be decoded becomes its error and its bytes. */
final class RecordJson {
    private final SchemaRegistry registry;

    RecordJson(SchemaRegistry registry) {
        this.registry = registry;
    }

    /** The value, decoded with the schema that it was written with. */
    JsonNode value(byte @Nullable [] value) {
        if (value == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        try {
            Schema schema = registry.byId(WireFormat.schemaId(value));
            return decode(schema, value);
        } catch (WireFormat.NotFramedException
                | UnknownSchemaException
                | UnusableSchemaException
                | AvroRuntimeException
                | IOException e) {
            return undecodable(String.valueOf(e.getMessage()), value);
        } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
            // What Avro's decoder does with bytes that lie about a length or a branch.
            return undecodable("the bytes don't fit the schema: " + e.getMessage(), value);
        }
    }

    private static JsonNode decode(Schema schema, byte[] value) throws IOException {
        int header = WireFormat.HEADER;
        BinaryDecoder decoder =
                DecoderFactory.get().binaryDecoder(value, header, value.length - header, null);
        Object datum = new GenericDatumReader<Object>(schema).read(null, decoder);
        if (!decoder.isEnd()) {
            return undecodable("bytes are left over after the record", value);
        }
        return AvroJson.of(schema, datum);
    }

    private static JsonNode undecodable(String error, byte[] value) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return node.put("error", error).put("bytes", AvroJson.base64(value));
    }

    /** A key is text; one that isn't UTF-8 becomes {@code {"bytes": …}}. */
    static JsonNode key(byte @Nullable [] key) {
        return key == null ? JsonNodeFactory.instance.nullNode() : textOrBytes(key);
    }

    static ObjectNode headers(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (Header header : record.headers()) {
            node.set(header.key(), key(header.value()));
        }
        return node;
    }

    private static JsonNode textOrBytes(byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return JsonNodeFactory.instance.textNode(text);
        } catch (CharacterCodingException e) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            return node.put("bytes", AvroJson.base64(bytes));
        }
    }
}
