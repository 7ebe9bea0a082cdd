package io.millrace.scoring.train;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;

import io.millrace.schemas.pipeline.Model;

import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

import org.tribuo.Dataset;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.classification.Label;
import org.tribuo.common.xgboost.XGBoostModel;
import org.tribuo.common.xgboost.XGBoostTrainer;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * Tribuo's trainer for two classes, with an owner for native memory.
 *
 * <p>Tribuo's own subclass leaves the training matrix, which is as large as the data, to a
 * finalizer, gives out copies of the booster only, and grows a tree for each of two classes where
 * one does.
 */
final class XgboostTrainer extends XGBoostTrainer<Label> {
    private static final double NO_LEAST_GAIN = 0;
    private static final double LEAST_CHILD_WEIGHT = 1;
    private static final double EVERY_ROW = 1;
    private static final double EVERY_COLUMN = 1;
    private static final double RIDGE = 1;
    private static final double NO_LASSO = 0;
    private static final int ONE_THREAD = 1;

    /** Nothing that's kept says when it was trained. */
    private static final OffsetDateTime NO_TIME =
            OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    XgboostTrainer(Model.Trainer settings) {
        super(
                BoosterType.GBTREE,
                TreeMethod.HIST,
                settings.trees(),
                settings.learningRate(),
                NO_LEAST_GAIN,
                settings.depth(),
                LEAST_CHILD_WEIGHT,
                EVERY_ROW,
                EVERY_COLUMN,
                RIDGE,
                NO_LASSO,
                ONE_THREAD,
                LoggingVerbosity.SILENT,
                settings.seed());
        postConfig();
        parameters.put("objective", "binary:logistic");
    }

    /** A model whose native memory its caller frees. */
    XgboostModel boost(Dataset<Label> examples) {
        ImmutableFeatureMap features = examples.getFeatureIDMap();
        Map<String, Object> settings = copyParams(parameters);
        settings.put("base_score", shareOfPositives(examples));
        Booster booster;
        try {
            DMatrixTuple<Label> matrix =
                    convertExamples(examples, features, XgboostTrainer::target);
            try {
                booster = XGBoost.train(matrix.data, settings, numTrees, Map.of(), null, null);
            } finally {
                matrix.data.dispose();
            }
        } catch (XGBoostError e) {
            throw new TrainingRefusedException("XGBoost can't train: " + e.getMessage(), e);
        }
        return new XgboostModel(tribuoModel(examples, features, booster), booster);
    }

    private XGBoostModel<Label> tribuoModel(
            Dataset<Label> examples, ImmutableFeatureMap features, Booster booster) {
        ModelProvenance provenance =
                new ModelProvenance(
                        XGBoostModel.class.getName(),
                        NO_TIME,
                        examples.getProvenance(),
                        getProvenance());
        return createModel(
                "boosted-trees",
                provenance,
                features,
                examples.getOutputIDInfo(),
                List.of(booster),
                new BinaryConverter());
    }

    private static float target(Label label) {
        return label.getLabel().equals(EncodedRows.POSITIVE) ? 1 : 0;
    }

    /** Boosting begins where a model without inputs would end. */
    private static double shareOfPositives(Dataset<Label> examples) {
        double positives = 0;
        for (var example : examples) {
            positives += target(example.getOutput());
        }
        return positives / examples.size();
    }

    @Override
    public XGBoostModel<Label> train(
            Dataset<Label> examples, Map<String, Provenance> runProvenance) {
        return boost(examples).tribuo();
    }

    @Override
    public TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }
}
