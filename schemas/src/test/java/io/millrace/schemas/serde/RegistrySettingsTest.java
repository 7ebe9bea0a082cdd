package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;

class RegistrySettingsTest {
    private static final RegistrySettings SETTINGS =
            new RegistrySettings(
                    List.of("https://ann:hush@one:8081", "http://two:8081/apis/ccompat/v7"),
                    Map.of("ssl.truststore.password", "hush", "basic.auth.user.info", "ann:hush"));

    @Test
    void printsNoSecret() {
        assertThat(SETTINGS.toString())
                .isEqualTo(
                        "RegistrySettings[https://***@one:8081, http://two:8081/apis/ccompat/v7,"
                                + " basic.auth.user.info=***, ssl.truststore.password=***]");
    }

    @Test
    void travelsToOtherMachines() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(SETTINGS);
        }

        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(SETTINGS);
        }
    }

    @Test
    void refusesWhatIsNoUrl() {
        assertThatThrownBy(() -> RegistrySettings.of()).hasMessageContaining("no URL");
        assertThatThrownBy(() -> RegistrySettings.of("localhost:8081"))
                .hasMessageContaining("localhost:8081")
                .hasMessageContaining("http://");
    }
}
