package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class HeadCacheTest {
    private final HeadCache cache = new HeadCache(2_000);
    private final List<String> written = new ArrayList<>();

    @Test
    void givesBackWhatWasPutLast() {
        cache.put("a", new byte[] {1});
        cache.put("a", new byte[] {2});

        assertThat(cache.get("a")).containsExactly(2);
        assertThat(cache.get("b")).isNull();
        cache.remove("a");
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void writesAChangeOnceAndKeepsIt() throws Exception {
        cache.put("a", new byte[] {1});
        cache.put("b", new byte[] {2});
        cache.flush(this::write);
        cache.put("b", new byte[] {3});
        cache.flush(this::write);

        assertThat(written).containsExactly("a 1", "b 2", "b 3");
        assertThat(cache.get("a")).containsExactly(1);
    }

    @Test
    void writesWhatItGivesUpAndThatIsWhatWasNotUsedForLongest() throws Exception {
        for (int i = 0; !cache.isFull(); i++) {
            cache.put("k" + i, new byte[] {(byte) i});
        }
        cache.get("k0");
        cache.trim(this::write);

        assertThat(cache.isFull()).isFalse();
        assertThat(written).startsWith("k1 1").doesNotContain("k0 0");
        assertThat(cache.get("k1")).isNull();
        assertThat(cache.get("k0")).containsExactly(0);
    }

    @Test
    void doesNotCountTwiceWhatReplacesAnother() {
        for (int i = 0; i < 1_000; i++) {
            cache.put("a", new byte[100]);
        }

        assertThat(cache.isFull()).isFalse();
    }

    private void write(String key, byte[] packed) {
        written.add(key + " " + packed[0]);
    }
}
