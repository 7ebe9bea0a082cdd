package io.millrace.features.quality;

import io.millrace.features.quality.QualityCounts.Window;

/**
 * What a rule about windows says of one.
 *
 * @param rule its number among the source's
 * @param events that were admitted
 * @param nulls those without a value of the rule's field; 0 if it's about no field
 * @param holds whether the rule is met
 * @param stops whether the job has to end
 */
public record QualityVerdict(
        Window window, int rule, long events, long nulls, boolean holds, boolean stops) {}
