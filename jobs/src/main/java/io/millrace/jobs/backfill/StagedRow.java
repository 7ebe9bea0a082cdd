package io.millrace.jobs.backfill;

import io.millrace.jobs.kafka.ByteFields;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowCodec;

import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One event's answer.
 *
 * @param time event time in epoch milliseconds
 * @param keys of the entities, in the plan's order; null where the event has none
 */
public record StagedRow(String id, long time, List<@Nullable String> keys, Row features) {

    public StagedRow {
        keys = Collections.unmodifiableList(new ArrayList<>(keys));
    }

    void write(RowCodec codec, DataOutput out) throws IOException {
        out.writeLong(time);
        ByteFields.writeText(id, out);
        for (String key : keys) {
            ByteFields.write(key == null ? null : key.getBytes(StandardCharsets.UTF_8), out);
        }
        codec.write(features, out);
    }

    static StagedRow read(RowCodec codec, int entities, DataInput in) throws IOException {
        long time = in.readLong();
        String id = ByteFields.readText(in);
        List<@Nullable String> keys = new ArrayList<>(entities);
        for (int i = 0; i < entities; i++) {
            byte[] key = ByteFields.read(in);
            keys.add(key == null ? null : new String(key, StandardCharsets.UTF_8));
        }
        return new StagedRow(id, time, keys, codec.read(in));
    }
}
