package io.millrace.jobs.cli.data;

import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problems;

import java.io.IOException;
import java.io.Reader;
import java.util.function.Supplier;

/** Reads the rows of a text file, one pass over it. */
interface RowSource {

    /** Takes what a row holds. */
    interface Sink {
        /** The column of a name, from 0; a new name makes a new column. */
        int column(String name, Place place);

        /**
         * A value of the row at hand.
         *
         * @param kind what it is, or EMPTY if only its text says so
         */
        void value(int column, ColumnKind kind, String text, Supplier<Place> at);

        void endOfRow();
    }

    /** Reads all rows; mistakes go to {@code problems}, and reading goes on behind them. */
    void read(Reader text, String file, Sink sink, Problems problems) throws IOException;

    /** Makes one for each pass. */
    interface Factory {
        RowSource create();
    }
}
