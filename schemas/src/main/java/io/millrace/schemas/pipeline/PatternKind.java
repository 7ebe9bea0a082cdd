package io.millrace.schemas.pipeline;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A regular expression in RE2 syntax. RE2 matches in time linear in the text, times the size of the
 * program; counted repeats such as {@code ((a{1000}){1000}){10}} multiply that size, and compiling
 * them alone could end the memory. So the size is bounded before the pattern is compiled.
 */
final class PatternKind implements ScalarKind<Text> {
    private static final int LONGEST = 2_000;
    private static final int DEEPEST = 100;
    private static final long LARGEST = 10_000;

    @Override
    public String expected() {
        return "a regular expression in RE2 syntax";
    }

    @Override
    public Text parse(Scalar scalar) throws Rejected {
        String pattern = scalar.text();
        if (pattern.length() > LONGEST || isTooLarge(pattern)) {
            throw new Rejected(
                    PipelineFileError.BAD_PATTERN,
                    "is too large a regular expression",
                    "counted repeats such as (a{100}){100} multiply its size; at most " + LARGEST);
        }
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new Rejected(
                    PipelineFileError.BAD_PATTERN,
                    "isn't a regular expression: " + e.getDescription(),
                    "RE2 syntax: no back references, no look-around");
        }
        return new Text(pattern, scalar.place());
    }

    /** An upper bound of the program's size: characters, with counted repeats multiplied out. */
    private static boolean isTooLarge(String pattern) {
        Deque<Long> outer = new ArrayDeque<>();
        long size = 0;
        long atom = 0;
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            int next = i + 1;
            if (c == '(') {
                outer.push(size);
                size = 0;
                atom = 0;
            } else if (c == ')' && !outer.isEmpty()) {
                atom = size + 2;
                size = outer.pop() + atom;
            } else if (c == '{' && repeats(pattern, i) > 0) {
                size += atom * (repeats(pattern, i) - 1);
                atom *= repeats(pattern, i);
            } else {
                next = c == '\\' ? i + 2 : c == '[' ? classEnd(pattern, i) : next;
                atom = 1;
                size++;
            }
            if (size > LARGEST || outer.size() > DEEPEST) {
                return true;
            }
            i = next;
        }
        return false;
    }

    /** The larger number of {@code {n}}, {@code {n,}} or {@code {n,m}} at an index, or 0. */
    private static long repeats(String pattern, int open) {
        int close = pattern.indexOf('}', open);
        long largest = 0;
        for (String bound : pattern.substring(open + 1, Math.max(close, open + 1)).split(",", -1)) {
            boolean number = !bound.isEmpty() && bound.chars().allMatch(c -> c >= '0' && c <= '9');
            if (number) {
                // RE2 itself refuses more than 1000.
                largest = Math.max(largest, bound.length() > 4 ? LARGEST : Long.parseLong(bound));
            }
        }
        return largest;
    }

    private static int classEnd(String pattern, int open) {
        int i = pattern.startsWith("[^", open) ? open + 2 : open + 1;
        // A bracket in first place stands for itself.
        i = pattern.startsWith("]", i) ? i + 1 : i;
        while (i < pattern.length() && pattern.charAt(i) != ']') {
            if (pattern.startsWith("[:", i)) {
                int end = pattern.indexOf(":]", i);
                i = end < 0 ? i + 1 : end + 2;
            } else {
                i += pattern.charAt(i) == '\\' ? 2 : 1;
            }
        }
        return i + 1;
    }
}
