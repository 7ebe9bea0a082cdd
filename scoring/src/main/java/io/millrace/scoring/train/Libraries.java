package io.millrace.scoring.train;

import io.millrace.schemas.pipeline.Model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** The versions of the libraries that train, as the build wrote them down. */
final class Libraries {
    private static final String FILE = "libraries.properties";
    private static final String TRIBUO = "tribuo";
    private static final String XGBOOST = "xgboost";

    private Libraries() {}

    static SortedMap<String, String> of(Model.Algorithm algorithm) {
        Properties known = read();
        SortedMap<String, String> libraries = new TreeMap<>();
        libraries.put(TRIBUO, known.getProperty(TRIBUO, "unknown"));
        if (algorithm != Model.Algorithm.LOGISTIC_REGRESSION) {
            libraries.put(XGBOOST, known.getProperty(XGBOOST, "unknown"));
        }
        return libraries;
    }

    private static Properties read() {
        Properties properties = new Properties();
        try (InputStream file =
                Objects.requireNonNull(Libraries.class.getResourceAsStream(FILE), FILE)) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException("a file of the program can't be read: " + FILE, e);
        }
        return properties;
    }
}
