package io.millrace.schemas.serde;

import io.millrace.schemas.event.Row;

/** An event while its fields are being read. */
final class Draft {
    Row row = new Row(0);
    String id = "";
    long time;
}
