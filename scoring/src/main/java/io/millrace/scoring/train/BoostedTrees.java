package io.millrace.scoring.train;

import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.Link;
import io.millrace.scoring.TreeEnsemble;
import io.millrace.scoring.exchange.XgboostJson;

import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.classification.Label;

import java.util.List;

/** Gradient-boosted trees by XGBoost: histograms, one thread, every row and column each round. */
final class BoostedTrees implements Learner {
    private final Model.Trainer settings;

    BoostedTrees(Model.Trainer settings) {
        this.settings = settings;
    }

    @Override
    public boolean needsStandardised() {
        return false;
    }

    @Override
    public Learnt learn(Dataset<Label> training, List<Example<Label>> golden) {
        try (XgboostModel model = new XgboostTrainer(settings).boost(training)) {
            double[] expected = TribuoScores.of(model.tribuo(), golden);
            return new Learnt(compile(model), Link.LOGISTIC, expected);
        } catch (LinkageError e) {
            throw Boosters.missing(e);
        }
    }

    private static TreeEnsemble compile(XgboostModel model) {
        ImmutableFeatureMap features = model.tribuo().getFeatureIDMap();
        int[] columns = new int[features.size()];
        for (int id = 0; id < columns.length; id++) {
            columns[id] = EncodedRows.column(features.get(id).getName());
        }
        return XgboostJson.read(model.json()).compile(columns).get(0);
    }
}
