package io.millrace.jobs.serve;

import io.millrace.jobs.serve.QualityShop.Order;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What {@link QualityShop}'s rules say of orders, one order and one window after the other. */
final class QualityOracle {
    private static final long USUAL = 10 * QualityShop.MINUTE;
    private static final long OWN = 5 * QualityShop.MINUTE;

    private final List<Order> orders;
    private final Map<String, String> sums = new TreeMap<>();

    private QualityOracle(List<Order> orders) {
        this.orders = orders;
    }

    static boolean refused(Order order) {
        return !within(order.amount(), 0, 90) || !within(order.amount(), 5, 100);
    }

    static boolean limitIsNull(Order order) {
        return !within(order.limit(), 10, 80) || tooMuch(order);
    }

    private static boolean tooMuch(Order order) {
        return order.amount() != null
                && order.limit() != null
                && order.amount() > order.limit() * 2;
    }

    private static boolean within(@Nullable Double value, double low, double high) {
        return value == null || (value >= low && value <= high);
    }

    /** In the form of {@link QualityShop#sums}. */
    static Map<String, String> sums(List<Order> orders) {
        QualityOracle oracle = new QualityOracle(orders);
        oracle.rule(
                "amount between [0.0, 90.0]",
                order -> !within(order.amount(), 0, 90),
                order -> true);
        oracle.rule(
                "amount between [5.0, 100.0]",
                order -> !within(order.amount(), 5, 100),
                order -> within(order.amount(), 0, 90));
        oracle.rule(
                "amount between [0.0, 70.0]",
                order -> !within(order.amount(), 0, 70),
                order -> !refused(order));
        oracle.rule(
                "limit between [10.0, 80.0]",
                order -> !within(order.limit(), 10, 80),
                order -> !refused(order));
        oracle.rule("that amount <= limit * 2.0", QualityOracle::tooMuch, order -> !refused(order));
        oracle.windows();
        return oracle.sums;
    }

    private void rule(String rule, Predicate<Order> fails, Predicate<Order> acts) {
        Map<Long, long[]> byWindow = new TreeMap<>();
        for (Order order : orders) {
            long[] sum = byWindow.computeIfAbsent(order.time() / USUAL * USUAL, any -> new long[3]);
            sum[0]++;
            if (fails.test(order)) {
                sum[1]++;
                sum[2] += acts.test(order) ? 1 : 0;
            }
        }
        byWindow.forEach(
                (start, sum) -> put(rule, start, sum[0] + " " + sum[1] + " " + sum[2] + " null"));
    }

    private void windows() {
        List<Order> admitted = orders.stream().filter(order -> !refused(order)).toList();
        long first = admitted.stream().mapToLong(Order::time).min().orElse(0) / OWN * OWN;
        long last = admitted.stream().mapToLong(Order::time).max().orElse(0);
        for (long start = first; start <= last; start += OWN) {
            long from = start;
            List<Order> inside =
                    admitted.stream()
                            .filter(order -> order.time() >= from && order.time() < from + OWN)
                            .toList();
            long nulls = inside.stream().filter(order -> order.mcc() == null).count();
            int events = inside.size();
            if (events > 0) {
                put(
                        "mcc null_share 0.3 in PT5M",
                        start,
                        events + " " + nulls + " 0 " + (nulls <= 0.3 * events));
            }
            put("volume [5, 12] in PT5M", start, events + " 0 0 " + (events >= 5 && events <= 12));
        }
    }

    private void put(String rule, long start, String sum) {
        sums.put(rule + " @" + Instant.ofEpochMilli(start), sum);
    }
}
