package io.millrace.schemas.serde;

import io.millrace.schemas.event.Row;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** What became of a record's value: an event, or the reason why it can't be one. */
public sealed interface Decoding {

    /**
     * @param fields in the order of the layout's row type
     * @param id the event's id as text, never empty
     * @param time event time in epoch milliseconds
     */
    record Decoded(Row fields, String id, long time) implements Decoding {}

    /**
     * @param message what was found and what's allowed
     * @param field the field at fault, if it's one's: by the pipeline's name, or by the writer's if
     *     the bytes themselves are broken there
     */
    record Failed(Code code, String message, @Nullable String field) implements Decoding {}

    /** The rules that a value can break. The names stand in dead letters: don't change them. */
    enum Code {
        /** The record has no value at all. */
        NULL_VALUE,
        /** Too short for the wire format, or another first byte. */
        NOT_FRAMED,
        /** The registry doesn't know the schema id. */
        UNKNOWN_SCHEMA,
        /** The schema isn't Avro, can't be parsed, or isn't a record. */
        UNUSABLE_SCHEMA,
        /** The writer's field has a type that the pipeline's can't be read from. */
        INCOMPATIBLE_TYPE,
        /** The writer's schema lacks a field that has no default and may not be null. */
        MISSING_FIELD,
        /** The bytes end too early, or aren't what the schema says. */
        MALFORMED,
        /** Bytes are left over. */
        TRAILING_BYTES,
        /** More bytes than the limit. */
        TOO_LARGE,
        /** Nested more deeply than the limit. */
        TOO_DEEP,
        /** Null where it isn't allowed. */
        NULL_FIELD,
        /** NaN or an infinity. */
        NOT_FINITE,
        /** The id is null, empty, or longer than the limit. */
        BAD_ID,
        /** The event time is null. */
        NO_EVENT_TIME,
        /** The event time is outside the allowed range. */
        EVENT_TIME_OUT_OF_RANGE,
        /** A mistake of ours, met while decoding; the record is kept and the stream goes on. */
        INTERNAL_ERROR;

        /** Its name in dead letters, such as {@code not-framed}. */
        public String rule() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
