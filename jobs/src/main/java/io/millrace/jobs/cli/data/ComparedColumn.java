package io.millrace.jobs.cli.data;

import io.millrace.drift.compare.TestsOfFeature;
import io.millrace.drift.profile.CellCounts;

/**
 * One column of one segment, compared.
 *
 * @param counts of the current rows, with the profile of the reference
 * @param tests not yet judged together with those of the other columns
 */
record ComparedColumn(CellCounts counts, TestsOfFeature tests) {}
