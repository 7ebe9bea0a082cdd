package io.millrace.features.function;

import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/** Users' aggregates for tests, which are services there. Accumulators are arrays of two. */
public final class TestAggregates {

    private TestAggregates() {}

    /** What they have in common. */
    public abstract static class Base implements AggregateFunction<long[]> {
        private final String name;
        private final ValueType result;

        Base(String name, ValueType result) {
            this.name = name;
            this.result = result;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public ValueType parameter() {
            return ValueType.DOUBLE;
        }

        @Override
        public ValueType result() {
            return result;
        }

        @Override
        public String description() {
            return "For tests.";
        }

        @Override
        public byte[] write(long[] accumulator) {
            return ByteBuffer.allocate(16).putLong(accumulator[0]).putLong(accumulator[1]).array();
        }

        @Override
        public long[] read(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            return new long[] {in.getLong(), in.getLong()};
        }
    }

    /** Depends on the values' order, and can't be undone. */
    public static final class OrderHash extends Base {
        public OrderHash() {
            super("order_hash", ValueType.INTEGER);
        }

        @Override
        public long[] empty() {
            return new long[] {0, 1};
        }

        @Override
        public long[] add(long[] a, Object value, long time) {
            a[0] = a[0] * 31 + Double.doubleToRawLongBits((Double) value) + 7 * time;
            a[1] *= 31;
            return a;
        }

        @Override
        public long[] merge(long[] earlier, long[] later) {
            return new long[] {earlier[0] * later[1] + later[0], earlier[1] * later[1]};
        }

        @Override
        public Object result(long[] a) {
            return a[0];
        }
    }

    /** A sum of small doubles: merging them isn't associative in the last bits. */
    public static final class NaiveSum extends Base {
        public NaiveSum() {
            super("naive_sum", ValueType.DOUBLE);
        }

        @Override
        public long[] empty() {
            return new long[2];
        }

        private static double sum(long[] a) {
            return Double.longBitsToDouble(a[0]);
        }

        @Override
        public long[] add(long[] a, Object value, long time) {
            double more = 1 / (3 + Math.abs((Double) value));
            return new long[] {Double.doubleToLongBits(sum(a) + more), 0};
        }

        @Override
        public long[] merge(long[] earlier, long[] later) {
            return new long[] {Double.doubleToLongBits(sum(earlier) + sum(later)), 0};
        }

        @Override
        public @Nullable Object result(long[] a) {
            return sum(a) == 0 ? null : (Object) sum(a);
        }
    }

    /** It takes values away itself. */
    public static final class XorBits extends Base {
        public XorBits() {
            super("xor_bits", ValueType.INTEGER);
        }

        @Override
        public long[] empty() {
            return new long[2];
        }

        @Override
        public long[] add(long[] a, Object value, long time) {
            a[0] ^= Double.doubleToRawLongBits((Double) value);
            return a;
        }

        @Override
        public boolean retracts() {
            return true;
        }

        @Override
        public long[] retract(long[] a, Object value, long time) {
            return add(a, value, time);
        }

        @Override
        public long[] merge(long[] earlier, long[] later) {
            throw new IllegalStateException("nothing is merged where values are taken away");
        }

        @Override
        public Object result(long[] a) {
            return a[0];
        }
    }

    /** Fails in every way: of -1 at once, of a sum above 100 later, NaN at exactly 50. */
    public static final class Picky extends Base {
        public Picky() {
            super("picky", ValueType.DOUBLE);
        }

        @Override
        public long[] empty() {
            return new long[2];
        }

        @Override
        public long[] add(long[] a, Object value, long time) {
            return checked(a[0] + ((Double) value).longValue());
        }

        private static long[] checked(long sum) {
            if (sum < 0 || sum > 100) {
                throw new ArithmeticException("a sum of " + sum);
            }
            return new long[] {sum, 0};
        }

        @Override
        public long[] merge(long[] earlier, long[] later) {
            return checked(earlier[0] + later[0]);
        }

        @Override
        public Object result(long[] a) {
            return a[0] == 50 ? Double.NaN : (double) a[0];
        }
    }
}
