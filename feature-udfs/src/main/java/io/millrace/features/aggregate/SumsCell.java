package io.millrace.features.aggregate;

import io.millrace.features.numbers.CentralMoments;
import io.millrace.features.numbers.ExactSum;
import io.millrace.features.numbers.Moments;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;

/** How many values there are, and exact sums of their powers. */
final class SumsCell implements Cell {
    private final int column;
    private final boolean isDouble;
    private final double seconds;
    private final ExactSum[] sums;
    private final Moments moments = new Moments();
    private long count;

    /**
     * @param powers how many are summed: none for a count, up to 4
     * @param seconds the window's length, for rates
     */
    SumsCell(int column, boolean isDouble, int powers, double seconds) {
        this.column = column;
        this.isDouble = isDouble;
        this.seconds = seconds;
        sums = new ExactSum[powers];
        for (int i = 0; i < powers; i++) {
            sums[i] = new ExactSum();
        }
    }

    /** How many powers a statistic needs. */
    static int powersOf(Statistic.Kind kind) {
        return switch (kind) {
            case SUM, MEAN -> 1;
            case STDDEV, STDDEV_POP, VARIANCE, VARIANCE_POP -> 2;
            case SKEWNESS, SKEWNESS_POP -> 3;
            case KURTOSIS, KURTOSIS_POP -> 4;
            default -> 0;
        };
    }

    @Override
    public void clear() {
        count = 0;
        ExactSums.clear(sums);
    }

    @Override
    public void add(Values values) {
        count++;
        change(values, false);
    }

    @Override
    public void evict(Values values) {
        count--;
        change(values, true);
    }

    private void change(Values values, boolean negate) {
        if (sums.length == 0) {
            return;
        }
        long word = values.words[column];
        double value = Double.longBitsToDouble(word);
        if (isDouble) {
            sums[0].add(value, negate);
        } else {
            sums[0].add(word, negate);
        }
        if (sums.length > 1) {
            if (isDouble) {
                sums[1].addSquare(value, negate);
            } else {
                sums[1].addSquare(word, negate);
            }
        }
        for (int power = 3; power <= sums.length; power++) {
            if (isDouble) {
                sums[power - 1].addPower(value, power, negate);
            } else {
                sums[power - 1].addPower(word, power, negate);
            }
        }
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    @Override
    public void answer(Statistic statistic, long asked, long time, Result result) {
        switch (statistic.kind()) {
            case COUNT -> result.setLong(count);
            case RATE -> result.setDouble(count / seconds);
            default -> {
                if (count < fewest(statistic.kind())) {
                    result.setNothing();
                } else {
                    answerSum(statistic.kind(), result);
                }
            }
        }
    }

    private static int fewest(Statistic.Kind kind) {
        return switch (kind) {
            case STDDEV, VARIANCE -> 2;
            case SKEWNESS -> 3;
            case KURTOSIS -> 4;
            default -> 1;
        };
    }

    private void answerSum(Statistic.Kind kind, Result result) {
        switch (kind) {
            case SUM -> sum(result);
            case MEAN -> result.setDouble(moments.mean(sums[0], count));
            case STDDEV -> result.setDouble(moments.deviation(sums[0], sums[1], count));
            default -> {
                CentralMoments central = new CentralMoments(sums, count);
                switch (kind) {
                    case VARIANCE -> result.setDouble(central.variance());
                    case VARIANCE_POP -> result.setDouble(central.populationVariance());
                    case STDDEV_POP -> result.setDouble(central.populationDeviation());
                    default -> shape(kind, central, result);
                }
            }
        }
    }

    private void sum(Result result) {
        if (isDouble) {
            result.setDouble(moments.sum(sums[0]));
        } else if (sums[0].fitsLong()) {
            result.setLong(sums[0].toLong());
        } else {
            result.refuse("the sum of " + count + " values");
        }
    }

    private static void shape(Statistic.Kind kind, CentralMoments central, Result result) {
        if (central.isConstant()) {
            result.setNothing();
            return;
        }
        result.setDouble(
                switch (kind) {
                    case SKEWNESS -> central.skewness();
                    case SKEWNESS_POP -> central.populationSkewness();
                    case KURTOSIS -> central.kurtosis();
                    default -> central.populationKurtosis();
                });
    }

    @Override
    public void write(ByteWriter out) {
        ExactSums.write(count, sums, out);
    }

    @Override
    public void read(ByteReader in) {
        count = ExactSums.read(sums, in);
    }
}
