package io.millrace.jobs.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.millrace.schemas.serde.AvroRecordSerializer;
import io.millrace.schemas.serde.InMemorySchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.UnknownSchemaException;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** Schemas over HTTP, by id and to be registered, as operators and commands ask for them. */
public final class SchemaServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // Or else each answer waits for an acknowledgement that comes 40 ms later.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final InMemorySchemaRegistry schemas = new InMemorySchemaRegistry();
    private final HttpServer server;

    public SchemaServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/schemas/ids/", this::byId);
        server.createContext("/subjects/", this::register);
        server.start();
    }

    private void byId(HttpExchange exchange) throws IOException {
        int id = Integer.parseInt(lastPart(exchange.getRequestURI().getPath()));
        answer(exchange, node -> node.put("schema", schemas.byId(id).toString()));
    }

    /** POST /subjects/NAME/versions. */
    private void register(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String subject = lastPart(path.substring(0, path.lastIndexOf('/')));
        String schema = JSON.readTree(exchange.getRequestBody()).path("schema").asText();
        answer(exchange, node -> node.put("id", schemas.register(subject, schema)));
    }

    private static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void answer(HttpExchange exchange, Consumer<ObjectNode> fill)
            throws IOException {
        ObjectNode node = JSON.createObjectNode();
        int status = 200;
        try {
            fill.accept(node);
        } catch (UnknownSchemaException e) {
            status = 404;
            node.put("error_code", 40403).put("message", e.getMessage());
        }
        byte[] body = JSON.writeValueAsBytes(node);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The id that this server knows the schema of a topic's values by. */
    public int register(String topic, Schema schema) {
        return schemas.register(SchemaRegistry.valueSubject(topic), schema.toString());
    }

    /** In the wire format, with the id that this server knows the schema by. */
    public <T extends SpecificRecord> byte[] serialize(String topic, Class<T> type, T record) {
        return new AvroRecordSerializer<>(schemas, topic, type).serialize(record);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
