package io.millrace.jobs.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.math.BigDecimal;

/** Reads {@code 5%} or {@code 0.05} as ten-thousandths, from 1 to 9999. */
final class ShareConverter implements ITypeConverter<Integer> {
    private static final BigDecimal WHOLE = BigDecimal.valueOf(10_000);

    @Override
    public Integer convert(String text) {
        boolean percent = text.endsWith("%");
        try {
            BigDecimal number =
                    new BigDecimal(percent ? text.substring(0, text.length() - 1) : text);
            int share = number.multiply(percent ? BigDecimal.valueOf(100) : WHOLE).intValueExact();
            if (share > 0 && share < WHOLE.intValue()) {
                return share;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // Said below.
        }
        throw new TypeConversionException(
                "\"" + text + "\" is no share; it's from 0.01% to 99.99%, in steps of 0.01%");
    }
}
