package io.millrace.it.invariant;

import io.millrace.it.read.PlainReader;

import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads what {@link Conservation} compares from the topics of a pipeline. */
public final class ConservationOfTopics {

    private static final String HEARTBEAT = "millrace-heartbeat";

    private ConservationOfTopics() {}

    /**
     * Reads the topics as they are now.
     *
     * @param idFields each source topic with the field of its events' id
     */
    public static Conservation read(
            PlainReader reader, String pipeline, Map<String, String> idFields) {
        Map<Place, Optional<String>> source = new TreeMap<>();
        idFields.forEach(
                (topic, idField) ->
                        reader.records(topic).stream()
                                .filter(record -> !isHeartbeat(record))
                                .forEach(
                                        record ->
                                                source.put(
                                                        place(record),
                                                        id(reader, record, idField))));
        return new Conservation(
                source,
                reader.values(pipeline + ".predictions").stream()
                        .map(prediction -> prediction.get("event_id").toString())
                        .toList(),
                places(reader, pipeline + ".dead-letters", new HashSet<>(idFields.keySet())),
                places(reader, pipeline + ".late-events", new HashSet<>(idFields.keySet())),
                places(reader, pipeline + ".duplicates", new HashSet<>(idFields.keySet())));
    }

    private static Optional<String> id(
            PlainReader reader, ConsumerRecord<byte[], byte[]> record, String idField) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(reader.decode(record.value()).get(idField))
                    .map(Object::toString);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Dead letters come from every job; the ones about source records are meant here. */
    private static List<Place> places(PlainReader reader, String topic, Set<String> about) {
        return reader.values(topic).stream()
                .map(ConservationOfTopics::placeNamedBy)
                .filter(place -> about.contains(place.topic()))
                .toList();
    }

    private static Place placeNamedBy(GenericRecord record) {
        return new Place(
                record.get("topic").toString(),
                (int) record.get("partition"),
                (long) record.get("offset"));
    }

    private static Place place(ConsumerRecord<byte[], byte[]> record) {
        return new Place(record.topic(), record.partition(), record.offset());
    }

    private static boolean isHeartbeat(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null && record.headers().lastHeader(HEARTBEAT) != null;
    }
}
