package io.millrace.scoring.train;

import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;

import org.tribuo.classification.Label;
import org.tribuo.common.xgboost.XGBoostModel;

/** A trained booster with Tribuo's view of it. Its native memory is freed when it's closed. */
record XgboostModel(XGBoostModel<Label> tribuo, Booster booster) implements AutoCloseable {

    /** XGBoost's own format, in which every float is written so that it's read back exactly. */
    byte[] json() {
        try {
            return booster.toByteArray("json");
        } catch (XGBoostError e) {
            throw new IllegalStateException("XGBoost can't write its model", e);
        }
    }

    @Override
    public void close() {
        booster.dispose();
    }
}
