package io.millrace.jobs.examples.cardfraud;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** All merchants: shops in each place, and on the web. */
final class Market {
    private static final int SHOPS_OF_A_PLACE = 12;
    private static final int WEB_SHOPS = 60;
    private static final double RESALEABLE = 0.15;

    private final Map<Place, List<Merchant>> shops = new EnumMap<>(Place.class);
    private final List<Merchant> webShops = new ArrayList<>();
    private final List<Merchant> webShopsForThieves;
    private int count;

    Market(Chance chance) {
        for (Place place : Place.values()) {
            List<Merchant> local = new ArrayList<>();
            for (int i = 0; i < SHOPS_OF_A_PLACE; i++) {
                local.add(new Merchant(id(), price(chance), place, chance.happens(RESALEABLE)));
            }
            shops.put(place, local);
        }
        for (int i = 0; i < WEB_SHOPS; i++) {
            webShops.add(new Merchant(id(), price(chance), null, chance.happens(RESALEABLE)));
        }
        webShopsForThieves = webShops.stream().filter(Merchant::resaleable).toList();
    }

    private String id() {
        return "mer-%04d".formatted(count++);
    }

    private static double price(Chance chance) {
        return chance.around(1, 0.35);
    }

    Merchant shop(Place place, Chance chance) {
        return chance.oneOf(Objects.requireNonNull(shops.get(place)));
    }

    Merchant webShop(Chance chance) {
        return chance.oneOf(webShops);
    }

    /** Most thieves know where they find what they can sell on; some don't. */
    Merchant webShopOfThief(Chance chance) {
        return chance.happens(0.6) ? chance.oneOf(webShopsForThieves) : webShop(chance);
    }
}
