package io.millrace.jobs.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;

import io.millrace.schemas.serde.AvroRecordSerializer;
import io.millrace.schemas.serde.InMemorySchemaRegistry;

import org.apache.avro.specific.SpecificRecord;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Schemas by id over HTTP, as operators ask for them. */
final class SchemaServer implements AutoCloseable {
    private final InMemorySchemaRegistry schemas = new InMemorySchemaRegistry();
    private final HttpServer server;

    SchemaServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/schemas/ids/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    int id = Integer.parseInt(path.substring("/schemas/ids/".length()));
                    byte[] body =
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .put("schema", schemas.byId(id).toString())
                                    .toString()
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** In the wire format, with the id that this server knows the schema by. */
    <T extends SpecificRecord> byte[] serialize(String topic, Class<T> type, T record) {
        return new AvroRecordSerializer<>(schemas, topic, type).serialize(record);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
