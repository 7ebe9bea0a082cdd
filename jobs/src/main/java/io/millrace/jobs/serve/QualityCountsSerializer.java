package io.millrace.jobs.serve;

import io.millrace.features.quality.QualityCounts;
import io.millrace.jobs.types.RecordSerializer;
import io.millrace.jobs.types.RecordType;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/** Counts between operators; in a snapshot they're bytes. */
final class QualityCountsSerializer extends RecordSerializer<QualityCounts> {
    private static final long serialVersionUID = 1L;

    static TypeInformation<QualityCounts> type() {
        return new RecordType<>(QualityCounts.class, new QualityCountsSerializer());
    }

    @Override
    public void serialize(QualityCounts counts, DataOutputView target) throws IOException {
        counts.write(target);
    }

    @Override
    public QualityCounts deserialize(DataInputView source) throws IOException {
        return QualityCounts.read(source);
    }
}
