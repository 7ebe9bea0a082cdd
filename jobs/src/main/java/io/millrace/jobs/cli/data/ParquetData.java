package io.millrace.jobs.cli.data;

import blue.strategic.parquet.ParquetReader;

import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.ProblemsException;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Parquet file. Columns are decoded when they're asked for, each by itself, so that one column at
 * a time is in memory.
 *
 * <p>Parquet's own reader names classes of Hadoop, though it needs none of what they do for a file
 * on this machine; parquet-floor brings stand-ins for them.
 */
final class ParquetData implements DataFile {
    private final Path file;
    private final String name;
    private final MessageType schema;
    private final int rows;
    private final List<ColumnInfo> columns = new ArrayList<>();

    private ParquetData(Path file, String name, MessageType schema, int rows) {
        this.file = file;
        this.name = name;
        this.schema = schema;
        this.rows = rows;
        for (Type field : schema.getFields()) {
            Place place = new Place(name, 1, 1);
            columns.add(new ColumnInfo(field.getName(), kind(field), place, false, Map.of()));
        }
    }

    static ParquetData open(Path file, String name) {
        try (ParquetFileReader reader = reader(file)) {
            if (reader.getRecordCount() == 0 || reader.getRecordCount() > Integer.MAX_VALUE) {
                throw DataFile.unreadable(
                        name,
                        "it has " + reader.getRecordCount() + " rows; from 1 to 2,147,483,647");
            }
            FileMetaData metadata = reader.getFileMetaData();
            return new ParquetData(file, name, metadata.getSchema(), (int) reader.getRecordCount());
        } catch (IOException | RuntimeException e) {
            if (e instanceof ProblemsException problems) {
                throw problems;
            }
            throw DataFile.unreadable(name, "it is no Parquet: " + e.getMessage());
        }
    }

    private static ParquetFileReader reader(Path file) throws IOException {
        return ParquetFileReader.open(ParquetReader.makeInputFile(file.toFile()));
    }

    private static ColumnKind kind(Type field) {
        if (!field.isPrimitive() || field.isRepetition(Type.Repetition.REPEATED)) {
            return ColumnKind.OTHER;
        }
        PrimitiveType type = field.asPrimitiveType();
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        if (meaning instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation
                || meaning instanceof LogicalTypeAnnotation.TimestampLogicalTypeAnnotation
                || meaning instanceof LogicalTypeAnnotation.TimeLogicalTypeAnnotation) {
            return ColumnKind.TIME;
        }
        return switch (type.getPrimitiveTypeName()) {
            case INT32, INT64, FLOAT, DOUBLE -> ColumnKind.NUMBER;
            case BOOLEAN -> ColumnKind.BOOLEAN;
            case INT96 -> ColumnKind.TIME;
            case BINARY, FIXED_LEN_BYTE_ARRAY -> {
                if (meaning instanceof DecimalLogicalTypeAnnotation) {
                    yield ColumnKind.NUMBER;
                }
                boolean text =
                        meaning instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
                                || meaning
                                        instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
                yield text ? ColumnKind.TEXT : ColumnKind.OTHER;
            }
        };
    }

    /** Dates, and times of day and date, are read as epoch milliseconds. */
    private static boolean isInstant(Type field) {
        if (kind(field) != ColumnKind.TIME) {
            return false;
        }
        LogicalTypeAnnotation meaning = field.getLogicalTypeAnnotation();
        return meaning instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation
                || meaning instanceof LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<ColumnInfo> columns() {
        return List.copyOf(columns);
    }

    @Override
    public long rows() {
        return rows;
    }

    /** Nothing to do: columns are read when they're asked for. */
    @Override
    public void load(Map<String, ColumnKind> kinds) {}

    @Override
    public DataColumn column(String column) {
        Type field = schema.getType(column);
        MessageType projection = new MessageType(schema.getName(), field);
        try (ParquetFileReader reader = reader(file)) {
            String createdBy = reader.getFileMetaData().getCreatedBy();
            reader.setRequestedSchema(projection);
            ColumnDescriptor descriptor = projection.getColumns().get(0);
            Decoded decoded =
                    kind(field) == ColumnKind.NUMBER || isInstant(field)
                            ? new Numbers(field.asPrimitiveType(), rows)
                            : new Levels(field.asPrimitiveType(), rows);
            int row = 0;
            for (PageReadStore group = reader.readNextRowGroup();
                    group != null;
                    group = reader.readNextRowGroup()) {
                ColumnReader values =
                        new ColumnReadStoreImpl(group, new Ignored(), projection, createdBy)
                                .getColumnReader(descriptor);
                long size = values.getTotalValueCount();
                for (long i = 0; i < size; i++) {
                    if (values.getCurrentDefinitionLevel() == descriptor.getMaxDefinitionLevel()) {
                        decoded.set(row, values);
                    }
                    values.consume();
                    row++;
                }
            }
            return decoded.column();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the value that a reader stands at. */
    private interface Decoded {
        void set(int row, ColumnReader reader);

        DataColumn column();
    }

    private static final double MILLIS_A_DAY = 86_400_000;

    private static final class Numbers implements Decoded {
        private final PrimitiveType type;
        private final int scale;
        private final boolean unsigned;

        /** Of a date; 0 for others. */
        private final double unitMillis;

        /** Of a time; 0 for others. */
        private final long unitsAMilli;

        private final double[] numbers;
        private final BitSet nulls = new BitSet();

        Numbers(PrimitiveType type, int rows) {
            this.type = type;
            this.scale =
                    type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal
                            ? decimal.getScale()
                            : 0;
            this.unsigned =
                    type.getLogicalTypeAnnotation()
                                    instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation whole
                            && !whole.isSigned();
            LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
            unitMillis =
                    meaning instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation
                            ? MILLIS_A_DAY
                            : 0;
            unitsAMilli =
                    meaning instanceof LogicalTypeAnnotation.TimestampLogicalTypeAnnotation stamp
                            ? switch (stamp.getUnit()) {
                                case MILLIS -> 1;
                                case MICROS -> 1_000;
                                case NANOS -> 1_000_000;
                            }
                            : 0;
            numbers = new double[rows];
            nulls.set(0, rows);
        }

        @Override
        public void set(int row, ColumnReader reader) {
            nulls.clear(row);
            numbers[row] =
                    switch (type.getPrimitiveTypeName()) {
                        case INT32 -> scaled(whole(reader.getInteger()));
                        case INT64 -> unsigned(reader.getLong());
                        case FLOAT -> reader.getFloat();
                        case DOUBLE -> reader.getDouble();
                        default ->
                                new BigDecimal(new BigInteger(reader.getBinary().getBytes()), scale)
                                        .doubleValue();
                    };
        }

        private long whole(int value) {
            return unsigned ? Integer.toUnsignedLong(value) : value;
        }

        private double unsigned(long value) {
            return unsigned && value < 0
                    ? new BigDecimal(Long.toUnsignedString(value)).doubleValue()
                    : scaled(value);
        }

        private double scaled(long value) {
            if (unitMillis > 0) {
                return value * unitMillis;
            }
            if (unitsAMilli > 0) {
                return Math.floorDiv(value, unitsAMilli);
            }
            return scale == 0 ? value : BigDecimal.valueOf(value, scale).doubleValue();
        }

        @Override
        public DataColumn column() {
            return DataColumn.ofNumbers(numbers, nulls);
        }
    }

    private static final class Levels implements Decoded {
        private final boolean isBoolean;
        private final int[] codes;
        private final Map<Object, Integer> index = new HashMap<>();
        private final List<String> levels = new ArrayList<>();

        Levels(PrimitiveType type, int rows) {
            isBoolean = type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.BOOLEAN;
            codes = new int[rows];
            Arrays.fill(codes, -1);
        }

        @Override
        public void set(int row, ColumnReader reader) {
            // Bytes may be of a page that's reused: a level's own are copied once.
            Object value = isBoolean ? (Object) reader.getBoolean() : reader.getBinary();
            Integer code = index.get(value);
            if (code == null) {
                code = levels.size();
                boolean bytes = value instanceof Binary;
                index.put(bytes ? reader.getBinary().copy() : value, code);
                levels.add(bytes ? reader.getBinary().toStringUsingUTF8() : value.toString());
            }
            codes[row] = code;
        }

        @Override
        public DataColumn column() {
            return DataColumn.ofLevels(codes, levels);
        }
    }

    /** Values are taken from the column's reader; what it would make of records isn't wanted. */
    private static final class Ignored extends GroupConverter {
        @Override
        public Converter getConverter(int field) {
            return new PrimitiveConverter() {};
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
